using System.Collections.Concurrent;
using MergeSdk.Build.Files;
using MergeSdk.Compute;

namespace MergeSdk.Build.Incremental;

/// <summary>A weight file and what is known of its tensors' contents, as long as its identity stays the same.</summary>
/// <param name="key">How the state refers to it: a path that is the same on every machine; null if it does not remember it.</param>
/// <param name="path">Where it is now.</param>
/// <param name="identity">Its identity when its header was read.</param>
/// <param name="known">What is known already, by name of the tensor; more is added to it. Null: nothing.</param>
sealed class HashedFile(string? key, string path, FileIdentity identity, ConcurrentDictionary<string, TensorContent>? known = null)
{
    readonly ConcurrentDictionary<string, TensorContent> _contents = known ?? new(StringComparer.Ordinal);

    public string Path => path;

    public FileIdentity Identity => identity;

    /// <summary>What the state is to remember; null if nothing.</summary>
    public FileRecord? Record => key is null ? null : new(key, identity, _contents);

    /// <summary>Whether any of its tensors has a NaN or an infinity, as far as is known.</summary>
    public bool HasNonFinite => _contents.Any(tensor => tensor.Value.NonFinite >= 0);

    /// <summary>What is known of a tensor.</summary>
    public TensorContent? Content(string tensor) => _contents.TryGetValue(tensor, out var content) ? content : null;

    /// <summary>Takes in what a tensor holds.</summary>
    /// <returns>Whether anything of it was not known.</returns>
    public bool Learn(string tensor, TensorContent content)
    {
        var before = Content(tensor);
        _contents[tensor] = content;
        return before != content;
    }
}
