using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using MergeSdk.Tensors;
using Microsoft.CodeAnalysis;

namespace MergeSdk.Recipes;

/// <summary>
/// Which version the code of a recipe is: a digest of its tokens and of everything it is compiled against. A comment or an indentation is the same version; what a
/// changed token reaches is not looked into.
/// </summary>
static class CodeVersion
{
    /// <summary>The version of a recipe's code.</summary>
    /// <param name="sources">The recipe and what it loads.</param>
    /// <param name="assemblies">Files of the assemblies that the recipe can use, the framework's and our own apart.</param>
    /// <param name="nativeLibraries">Files of native libraries that come with those.</param>
    public static string Of(IEnumerable<SyntaxTree> sources, IEnumerable<string> assemblies, IEnumerable<string> nativeLibraries)
    {
        var text = new StringBuilder();
        foreach (var source in sources)
        {
            foreach (var token in source.GetRoot().DescendantTokens())
                text.Append(token.Text).Append('\0');
            text.Append('\u0001');
        }
        foreach (var module in assemblies.Select(Module).Order(StringComparer.Ordinal))
            text.Append(module).Append('\0');
        foreach (var library in nativeLibraries.Select(NativeLibrary).Order(StringComparer.Ordinal))
            text.Append(library).Append('\0');
        return TensorHasher.Hash(Encoding.UTF8.GetBytes(text.ToString())).ToString();
    }

    /// <summary>The module version id, which the compiler makes from what it compiled.</summary>
    static string Module(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return $"{Path.GetFileName(path)} {metadata.GetGuid(metadata.GetModuleDefinition().Mvid)}";
    }

    /// <summary>Native libraries have no such id, and are too large to be read for each build; a new version practically never has the old one's size.</summary>
    static string NativeLibrary(string path) => $"{Path.GetFileName(path)} {new FileInfo(path).Length}";
}
