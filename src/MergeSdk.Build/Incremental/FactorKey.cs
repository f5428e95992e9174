using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>Everything that decides a factor's value, and nothing else: neither the tensor's name nor what is done with the value.</summary>
/// <param name="text">The computation's digest, and what it reads.</param>
sealed class FactorKey(string text)
{
    /// <summary>What decides the value.</summary>
    public string Text => text;

    /// <summary>A short name for it.</summary>
    public ContentHash Digest { get; } = TensorHasher.Hash(Encoding.UTF8.GetBytes(text));
}
