using System.Text;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Files;
using MergeSdk.Build.Incremental;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Session;

/// <summary>Makes the lock file of a finished build.</summary>
static class LockWriter
{
    /// <summary>This program's version.</summary>
    public static string Version { get; } = typeof(LockWriter).Assembly.GetName().Version!.ToString(3);

    /// <summary>The lock file of an artifact.</summary>
    /// <param name="request">The build.</param>
    /// <param name="layouts">The weight files to list: all, when their tensors have all been recorded; none, when nothing has been computed yet.</param>
    /// <param name="smallFiles">The other files.</param>
    /// <param name="inputs">The inputs; the contents of those that are read must be known.</param>
    /// <param name="contents">Their contents.</param>
    /// <param name="state">What was recorded.</param>
    public static LockFile Make(
        MergeRequest request,
        IReadOnlyList<ShardLayout> layouts,
        SortedDictionary<string, FileContent> smallFiles,
        PlanInputs inputs,
        ContentStore contents,
        MergeState state)
    {
        var outputs = new SortedDictionary<string, LockedFile>(NaturalComparer.Instance);
        foreach (var (name, content) in smallFiles)
            outputs[name] = new LockedFile(content.Hash);
        foreach (var layout in layouts)
        {
            outputs[layout.File] = LockedFile.OfWeights(
                layout.Tensors.Select(placed => (placed.Tensor.Name, placed.Tensor.DType, placed.Tensor.Shape, state.Tensor(placed.Tensor.Name)!.Content.Hash)),
                listTensors: true);
        }
        var read = new HashSet<StoredTensor>(request.Plan.Tensors.SelectMany(inputs.ReadBy), ReferenceEqualityComparer.Instance);
        var used = request.Plan.Models.SelectMany(model => request.Checkpoints[model.Name].Tensors.Values.Select(stored => (model.Name, stored)))
            .Where(input => read.Contains(input.stored)).ToLookup(input => input.Name, input => input.stored);
        return new LockFile
        {
            Tool = $"MergeSdk {Version}",
            Recipe = request.Plan.Recipe.ToDictionary(file => file.Name, file => TensorHasher.Hash(Encoding.UTF8.GetBytes(file.Text))),
            Seed = request.Plan.Seed,
            Arguments = request.Plan.Arguments,
            Inputs = request.Plan.Models.ToDictionary(model => model.Name, model => new LockedModel(model.Path, InputFiles(model, used[model.Name]))),
            Outputs = outputs,
        };

        // Of an input the tensors that were used count, and of the base the small files too.
        SortedDictionary<string, LockedFile> InputFiles(PlannedModel model, IEnumerable<StoredTensor> tensors)
        {
            var files = new SortedDictionary<string, LockedFile>(NaturalComparer.Instance);
            if (model.Name == request.Plan.Files.Base)
            {
                foreach (var path in SmallFiles.CopiedFiles(request.Checkpoints[model.Name].Folder))
                    files[Path.GetFileName(path)] = new LockedFile(InputFile.Hash(path));
            }
            foreach (var file in tensors.GroupBy(stored => stored.File))
            {
                files[Path.GetFileName(file.Key.Path)] = LockedFile.OfWeights(
                    file.Select(stored => (stored.Info.Name, stored.Info.DType, stored.Info.Shape, contents.Known(stored)!.Value)), listTensors: false);
            }
            return files;
        }
    }
}
