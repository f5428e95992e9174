using MergeSdk.Build.Artifact;
using MergeSdk.Build.Incremental;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Session;

/// <summary>How an output weight file comes about.</summary>
enum ShardMode
{
    /// <summary>It is published and right: nothing is done.</summary>
    Keep,

    /// <summary>A file of the same layout, published or left by an interrupted build, gets its changed tensors written in place.</summary>
    Patch,

    /// <summary>A new file is written; tensors that exist elsewhere are copied.</summary>
    Write,
}

/// <summary>What is to be done for one output weight file.</summary>
/// <param name="Layout">Its layout.</param>
/// <param name="Mode">How it comes about.</param>
/// <param name="Patched">The file that is patched, published or in the partial folder.</param>
/// <param name="Compute">Tensors to compute.</param>
/// <param name="Copy">Tensors to copy from earlier output, and from where.</param>
sealed record ShardWork(
    ShardLayout Layout,
    ShardMode Mode,
    SafetensorsFile? Patched,
    IReadOnlyList<(PlannedTensor Tensor, long Position)> Compute,
    IReadOnlyList<(PlannedTensor Tensor, long Position, StoredTensor From)> Copy)
{
    /// <summary>Bytes it adds to what the disk holds now.</summary>
    public long NewBytes => Mode == ShardMode.Write ? Layout.Length : 0;

    /// <summary>Tensors to compute or copy.</summary>
    public int Tensors => Compute.Count + Copy.Count;

    /// <summary>Bytes of those tensors.</summary>
    public long TensorBytes => Compute.Select(placed => placed.Tensor).Concat(Copy.Select(placed => placed.Tensor))
        .Sum(tensor => tensor.DType.ByteCount(tensor.Shape.ElementCount));

    /// <summary>Decides how a file comes about from which of its tensors exist already.</summary>
    /// <param name="layout">The file wanted.</param>
    /// <param name="reusable">Where right bytes of a tensor are stored; empty if nowhere.</param>
    /// <param name="earlier">What earlier builds left.</param>
    /// <param name="folder">The artifact's folder.</param>
    public static ShardWork Of(
        ShardLayout layout, Func<PlannedTensor, IReadOnlyList<StoredTensor>> reusable, EarlierOutput earlier, ArtifactFolder folder)
    {
        var published = earlier.WithLayout(folder.PathOf(layout.File), layout);
        var partial = earlier.WithLayout(folder.PartialPathOf(layout.File), layout);
        bool In(SafetensorsFile? file, PlannedTensor tensor) => file is not null && reusable(tensor).Any(stored => stored.File == file);

        if (published is not null && layout.Tensors.All(placed => In(published, placed.Tensor)))
            return new ShardWork(layout, ShardMode.Keep, Patched: null, [], []);

        // A file with other links is somebody else's too. Writing into a published one takes it away from loaders for that time, so it must be worth it.
        var patched = partial is not null && (layout.Tensors.All(placed => In(partial, placed.Tensor)) || !Files.FileIdentity.MayBeShared(partial.Path)) ? partial
            : published is not null && layout.Tensors.Any(placed => In(published, placed.Tensor)) && !Files.FileIdentity.MayBeShared(published.Path) ? published
            : null;
        var missing = layout.Tensors.Where(placed => !In(patched, placed.Tensor)).ToLookup(placed => reusable(placed.Tensor).Count > 0);
        return new ShardWork(
            layout,
            patched is null ? ShardMode.Write : ShardMode.Patch,
            patched,
            [.. missing[false]],
            [.. missing[true].Select(placed => (placed.Tensor, placed.Position, reusable(placed.Tensor)[0]))]);
    }
}
