using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

/// <summary>
/// <c>merge.lock.json</c>: what went into an artifact and what came out, by content. Written beside the project to be committed, and copied into the artifact.
/// The same inputs and recipe give the same text on every machine: no times, no absolute paths, a stable order.
/// </summary>
sealed record LockFile
{
    /// <summary>Its name, in both places.</summary>
    public const string Name = "merge.lock.json";

    const int FormatVersion = 1;

    /// <summary>Version of this format.</summary>
    public int Version { get; init; } = FormatVersion;

    /// <summary>The program that wrote it, with its version.</summary>
    public required string Tool { get; init; }

    /// <summary>Content of the recipe and the files it loads, line ends as LF.</summary>
    public required IReadOnlyDictionary<string, ContentHash> Recipe { get; init; }

    /// <summary>The recipe's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The values of the recipe's arguments by name, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The input models by name.</summary>
    public required IReadOnlyDictionary<string, LockedModel> Inputs { get; init; }

    /// <summary>The artifact's files by name.</summary>
    public required IReadOnlyDictionary<string, LockedFile> Outputs { get; init; }

    /// <summary>Reads a lock file; null if there is none that can be read.</summary>
    public static LockFile? TryRead(string path)
    {
        try
        {
            return File.Exists(path) && LockFileJson.Read(InputFile.ReadAllBytes(path)) is { Version: FormatVersion } read ? read : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // The latter: half a surrogate pair.
        {
            return null;
        }
    }

    /// <summary>The text to write.</summary>
    public byte[] ToBytes() => LockFileJson.Write(this);

    /// <summary>The content of an output tensor, if the lock has it.</summary>
    public ContentHash? Content(string file, string tensor) =>
        Outputs.GetValueOrDefault(file)?.Tensors is { } tensors && tensors.TryGetValue(tensor, out var content) ? content : null;
}

/// <summary>An input model.</summary>
/// <param name="Path">Its folder as the project names it.</param>
/// <param name="Files">Its weight files.</param>
sealed record LockedModel(string Path, IReadOnlyDictionary<string, LockedFile> Files);

/// <summary>A file's content.</summary>
/// <param name="Content">Of a small file: the hash of its bytes. Of a weight file: the hash of its tensors' names, types, shapes and contents, in order of names.</param>
/// <param name="Tensors">Of a weight file of the artifact: the contents of its tensors, in natural order.</param>
sealed record LockedFile(ContentHash Content, IReadOnlyDictionary<string, ContentHash>? Tensors = null)
{
    /// <summary>A weight file.</summary>
    public static LockedFile OfWeights(IEnumerable<(string Name, DType DType, TensorShape Shape, ContentHash Content)> tensors, bool listTensors)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Name, NaturalComparer.Instance).ToList();
        var text = string.Concat(ordered.Select(tensor => $"{tensor.Name}\n{tensor.DType.Code()} {tensor.Shape} {tensor.Content}\n"));
        return new LockedFile(
            TensorHasher.Hash(Encoding.UTF8.GetBytes(text)), listTensors ? ordered.ToDictionary(tensor => tensor.Name, tensor => tensor.Content) : null);
    }
}
