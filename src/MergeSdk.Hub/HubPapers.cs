using MergeSdk.Build;
using MergeSdk.Hub.Provenance;

namespace MergeSdk.Hub;

/// <summary>The papers as the Hugging Face Hub and supply-chain tools read them.</summary>
sealed class HubPapers : IPapers
{
    public string Card(MergeRequest request) => ModelCard.Write(
        request.Plan.Name, [.. request.Plan.Models.Select(model => (model.Id, request.Checkpoints[model.Name].Folder))], request.Plan.Recipe);

    public IProvenance Provenance(MergeRequest request, CancellationToken cancellation) => new ProvenanceWriter(request, cancellation);
}
