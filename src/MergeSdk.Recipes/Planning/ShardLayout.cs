using System.Globalization;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Distributes the tensors over weight files, named as Hugging Face names them.</summary>
static class ShardLayout
{
    /// <summary>Fills one file after another, in the tensors' order; a tensor larger than the limit gets a file of its own. Sets each tensor's shard.</summary>
    public static IReadOnlyList<PlannedShard> Assign(PlannedTensor[] tensors, long maxBytes)
    {
        var sizes = new List<long> { 0 };
        for (var i = 0; i < tensors.Length; i++)
        {
            var bytes = tensors[i].DType.ByteCount(tensors[i].Shape.ElementCount);
            if (sizes[^1] > 0 && sizes[^1] + bytes > maxBytes)
                sizes.Add(0);
            sizes[^1] += bytes;
            if (sizes.Count > 1)
                tensors[i] = tensors[i] with { Shard = sizes.Count - 1 };
        }
        if (sizes.Count == 1)
            return [new PlannedShard("model.safetensors", sizes[0])];
        return [.. sizes.Select((bytes, i) => new PlannedShard(
            string.Create(CultureInfo.InvariantCulture, $"model-{i + 1:D5}-of-{sizes.Count:D5}.safetensors"), bytes))];
    }
}
