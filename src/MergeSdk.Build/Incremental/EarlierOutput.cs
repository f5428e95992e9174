using MergeSdk.Build.Artifact;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>The tensors that earlier builds left: in the artifact, and in the partial folder of an interrupted build.</summary>
sealed class EarlierOutput
{
    readonly List<SafetensorsFile> _files = [];
    readonly Dictionary<string, List<StoredTensor>> _tensors = new(StringComparer.Ordinal);

    EarlierOutput()
    {
    }

    /// <summary>Looks through the folder. Files that are not whole safetensors files hold nothing of use.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="owned">What is ours in it.</param>
    /// <param name="contents">Where the files are opened.</param>
    public static EarlierOutput In(ArtifactFolder folder, OwnedFiles owned, ContentStore contents)
    {
        var found = new EarlierOutput();
        // The partial folder first: after an interruption it is the newer one, and nearer to what is wanted.
        // It is read anew every time: this build may write into its files, and after a power failure they could have what was written and yet their old times.
        foreach (var file in folder.PartialWeightFiles())
            found.Add(folder.PartialPathOf(file), key: null, contents);
        foreach (var file in owned.Listed.Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal) && File.Exists(folder.PathOf(file))).Order(StringComparer.Ordinal))
            found.Add(folder.PathOf(file), $"bin/{file}", contents);
        return found;
    }

    /// <summary>Every place where a tensor of this name, type and shape is stored.</summary>
    public IReadOnlyList<StoredTensor> Find(PlannedTensor tensor) =>
        _tensors.TryGetValue(tensor.Name, out var stored)
            ? [.. stored.Where(candidate => candidate.Info.DType == tensor.DType && candidate.Info.Shape.Equals(tensor.Shape))]
            : [];

    /// <summary>The file at a path, if it has exactly the layout wanted.</summary>
    public SafetensorsFile? WithLayout(string path, ShardLayout layout)
    {
        var file = _files.Find(file => file.Path == path);
        if (file is null || file.Length != layout.Length || file.DataOffset != layout.Header.Length)
            return null;
        using var stream = File.OpenRead(path);
        var header = new byte[layout.Header.Length];
        stream.ReadExactly(header);
        return header.AsSpan().SequenceEqual(layout.Header) ? file : null;
    }

    void Add(string path, string? key, ContentStore contents)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.ReadHeader(path);
        }
        catch (MergeException)
        {
            return;
        }
        contents.Open(key, path);
        _files.Add(file);
        foreach (var info in file.Tensors)
        {
            if (!_tensors.TryGetValue(info.Name, out var stored))
                _tensors.Add(info.Name, stored = []);
            stored.Add(new StoredTensor(file, info));
        }
    }
}
