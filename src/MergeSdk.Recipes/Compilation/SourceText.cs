using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A text file as it was when it was compiled.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Hash">The hash of its text.</param>
sealed record SourceText(string Path, ContentHash Hash)
{
    public static SourceText Of(string path, string text) => new(path, TensorHasher.Hash(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether the file still has this text.</summary>
    public bool IsCurrent() => File.Exists(Path) && Of(Path, File.ReadAllText(Path)) == this;
}
