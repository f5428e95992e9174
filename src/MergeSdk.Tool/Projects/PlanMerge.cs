using System.Diagnostics;
using System.Globalization;
using MergeSdk.Build;
using MergeSdk.Build.Files;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Hub;
using MergeSdk.Recipes;
using MergeSdk.Tensors;
using MergeSdk.Tool.Hub;

namespace MergeSdk.Tool;

/// <summary>Merges what a plan says, without its recipe: the same bytes, also where the plan was made on another machine.</summary>
sealed class PlanMerge
{
    readonly MergeRequest _request;
    readonly Output _output;

    /// <param name="file">The plan.</param>
    /// <param name="project">The folder that the models' paths in the plan begin at.</param>
    /// <param name="models">Where models are, by name, if they are not where the plan says.</param>
    /// <param name="outputFolder">The artifact's folder.</param>
    /// <param name="output">Where to say what happens.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="memoryLimit">Most bytes of buffers.</param>
    public PlanMerge(string file, string project, IReadOnlyDictionary<string, string> models, string outputFolder, Output output, int workers, long memoryLimit)
    {
        var plan = MergePlanFile.Read(file, new MethodCatalog(typeof(Functions).Assembly));
        var position = new SourcePosition(file);
        if (models.Keys.FirstOrDefault(name => plan.Models.All(model => model.Name != name)) is { } unknown)
        {
            throw new MergeException(
                DiagnosticCodes.ModelArgumentInvalid, $"the plan reads no model '{unknown}'; it reads {string.Join(", ", plan.Models.Select(model => model.Name))}", position);
        }
        var checkpoints = plan.Models.ToDictionary(model => model.Name, model => Checkpoint.Open(models.GetValueOrDefault(model.Name) ?? FolderOf(model, project, position), output.Report));
        foreach (var tensor in plan.Tensors)
            CheckInputs(tensor, checkpoints, position);
        _output = output;
        _request = new MergeRequest
        {
            Plan = plan,
            Papers = new HubPapers(),
            Checkpoints = checkpoints,
            OutputFolder = outputFolder,
            StateFolder = Path.GetDirectoryName(file)!,
            LockFile = Path.Combine(project, "merge.lock.json"),
            SourceFolders = [project],
            Workers = workers,
            MemoryLimit = memoryLimit,
        };
    }

    string Slices => Path.Combine(_request.StateFolder, "merge.slices");

    /// <summary>Merges all of it and publishes the artifact.</summary>
    public void Run(CancellationToken cancellation)
    {
        using var running = BuildLock.OfProject(_request.StateFolder);
        Merge(_request.OutputFolder, () => MergeBuild.Run(_request, cancellation));
    }

    /// <summary>Computes a slice, into a folder of its own beside the plan.</summary>
    public void RunSlice(Slice slice, CancellationToken cancellation)
    {
        var folder = Path.Combine(Slices, string.Create(CultureInfo.InvariantCulture, $"{slice.Number}-of-{slice.Count}"));
        var request = _request with
        {
            OutputFolder = Path.Combine(folder, "bin"), StateFolder = Path.Combine(folder, "obj"), LockFile = Path.Combine(folder, "merge.lock.json"), SourceFolders = [],
        };
        using var running = BuildLock.OfProject(request.StateFolder);
        Merge($"slice {slice.Number} of {slice.Count}", () => MergeBuild.RunSlice(request, slice, cancellation));
    }

    /// <summary>Publishes what slices computed.</summary>
    /// <exception cref="MergeException">Something is missing.</exception>
    public void Publish(CancellationToken cancellation)
    {
        using var running = BuildLock.OfProject(_request.StateFolder);
        string[] folders = Directory.Exists(Slices) ? [.. Directory.EnumerateDirectories(Slices).Order(NaturalComparer.Instance)] : [];
        MergeBuild.Collect(_request, folders.Select(folder => (Path.Combine(folder, "bin"), Path.Combine(folder, "obj"))).Where(folder => Directory.Exists(folder.Item2)));
        var missing = MergeBuild.Explain(_request, cancellation);
        if (missing.Count > 0)
        {
            string[] files = [.. missing.Select(item => item.Tensor.Shard).Distinct().Order().Select(shard => _request.Plan.Shards[shard].File)];
            throw new MergeException(
                DiagnosticCodes.SlicesMissing,
                string.Create(CultureInfo.InvariantCulture, $"{missing.Count} of {_request.Plan.Tensors.Count} tensors have not been computed by a slice, of {Examples.Of(files)}: ")
                + $"{missing[0].Tensor.Name}: {missing[0].Reason}. Run the slices that are left, or leave --publish out to compute them here.",
                new SourcePosition(Slices));
        }
        Merge(_request.OutputFolder, () => MergeBuild.Run(_request, cancellation));
        foreach (var folder in folders)
            Directory.Delete(folder, recursive: true);
        if (Directory.Exists(Slices) && !Directory.EnumerateFileSystemEntries(Slices).Any())
            Directory.Delete(Slices);
    }

    void Merge(string where, Func<MergeSummary> run)
    {
        var clock = Stopwatch.StartNew();
        MergeSummary summary;
        using (new ProgressDisplay(new ProgressText(_request.Progress, _request.Workers, TimeProvider.System, () => Environment.CpuUsage.TotalTime), _output, TimeProvider.System))
            summary = run();
        foreach (var warning in summary.Warnings)
            _output.Report(warning);
        _output.Important(string.Create(
            CultureInfo.InvariantCulture,
            $"{_request.Plan.Name} -> {where} ({summary.Tensors} tensors: {summary.Merged} merged, {summary.UpToDate} up to date, {Sizes.Format(summary.BytesWritten)} written in {clock.Elapsed.TotalSeconds:0.0} s)"));
    }

    static string FolderOf(PlannedModel model, string project, SourcePosition position) =>
        HubModel.IsNamedBy(model.Path) ? HubCache.Require(HubModel.Parse(model.Path, position), position).Folder : Path.GetFullPath(model.Path, project);

    /// <summary>Headers may be others than those that the plan was made from.</summary>
    static void CheckInputs(PlannedTensor tensor, Dictionary<string, Checkpoint> checkpoints, SourcePosition position)
    {
        foreach (var input in tensor.Node.Closure().Select(node => node.Method).OfType<Input>())
        {
            var reference = input.Index < tensor.Inputs.Count ? tensor.Inputs[input.Index] : throw new MergeException(
                DiagnosticCodes.NotAPlan, $"the tensor {tensor.Name} has no input {input.Index}. Delete the plan and build again.", position);
            var stored = checkpoints.GetValueOrDefault(reference.Model)?.Tensors.GetValueOrDefault(reference.Tensor)?.Info;
            if (stored is null || new TensorType(stored.DType, stored.Shape) != input.Stored)
            {
                throw new MergeException(
                    DiagnosticCodes.PlanInputDiffers,
                    $"the plan reads the tensor {reference.Tensor} of model '{reference.Model}' as {input.Stored}, and the model has {(stored is null ? "none of that name" : $"{new TensorType(stored.DType, stored.Shape)}")}. "
                    + "Make the plan anew, or name the folder of the model it was made from with --model.",
                    position);
            }
        }
    }
}
