using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// Which version the code of a recipe is: a digest of its tokens and of everything it is compiled against. A comment or an indentation is the same version; what a
/// changed token reaches is not looked into.
/// </summary>
static class CodeVersion
{
    /// <summary>The version of a recipe's code.</summary>
    /// <param name="tokensHash">The hash of the tokens of the recipe and what it loads.</param>
    /// <param name="assemblies">The assemblies that the recipe can use, the framework's and our own apart.</param>
    /// <param name="nativeLibraries">Files of native libraries that come with those.</param>
    public static string Of(string tokensHash, IEnumerable<RecipeAssembly> assemblies, IEnumerable<string> nativeLibraries)
    {
        IEnumerable<string> parts =
        [
            tokensHash,
            .. assemblies.Select(assembly => $"{Path.GetFileName(assembly.Path)} {assembly.ModuleId}").Order(StringComparer.Ordinal),
            .. nativeLibraries.Select(NativeLibrary).Order(StringComparer.Ordinal),
        ];
        return TensorHasher.Hash(Encoding.UTF8.GetBytes(string.Join('\0', parts))).ToString();
    }

    /// <summary>Native libraries have no module version id, and are too large to be read for each build; a new version practically never has the old one's size.</summary>
    static string NativeLibrary(string path) => $"{Path.GetFileName(path)} {new FileInfo(path).Length}";
}
