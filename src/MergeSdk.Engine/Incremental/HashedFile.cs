using System.Collections.Concurrent;
using MergeSdk.Engine.Files;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Incremental;

/// <summary>A weight file and what is known of its tensors' contents, as long as its identity stays the same.</summary>
/// <param name="key">How the state refers to it: a path that is the same on every machine; null if it does not remember it.</param>
/// <param name="path">Where it is now.</param>
/// <param name="identity">Its identity when its header was read.</param>
sealed class HashedFile(string? key, string path, FileIdentity identity)
{
    public string? Key => key;

    public string Path { get; set; } = path;

    public FileIdentity Identity => identity;

    /// <summary>Content hashes by name of the tensor.</summary>
    public ConcurrentDictionary<string, ContentHash> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>By name of the tensor, the lowest index of a NaN or an infinity, −1 for none; absent where nobody has looked yet.</summary>
    public ConcurrentDictionary<string, long> NonFinite { get; } = new(StringComparer.Ordinal);

    public ContentHash? Content(string tensor) => Contents.TryGetValue(tensor, out var hash) ? hash : null;
}
