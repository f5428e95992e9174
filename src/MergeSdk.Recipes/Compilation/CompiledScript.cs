using System.Text.Json.Serialization;

namespace MergeSdk.Recipes;

/// <summary>A recipe as the C# compiler left it: all that is needed to run it, without the compiler.</summary>
/// <param name="Names">The variables of the inputs, in the project's order.</param>
/// <param name="Sources">The recipe and what it loads (<c>#load</c>), as full paths, the recipe first, each with the hash of its text.</param>
/// <param name="References">What it references by <c>#r</c>.</param>
/// <param name="TokensHash">The hash of its tokens: what is left of it without comments and white space.</param>
/// <param name="Warnings">The compiler's warnings.</param>
/// <param name="Declarations">The assembly of the submission that declares the variables.</param>
/// <param name="Recipe">The assembly of the recipe, which continues that one.</param>
/// <param name="Symbols">The debug information of the recipe, from which positions of exceptions come.</param>
sealed record CompiledScript(
    IReadOnlyList<string> Names,
    IReadOnlyList<SourceText> Sources,
    IReadOnlyList<RecipeAssembly> References,
    string TokensHash,
    IReadOnlyList<Diagnostic> Warnings,
    byte[] Declarations,
    byte[] Recipe,
    byte[] Symbols)
{
    /// <summary>Every file the recipe consists of, as full paths, the recipe first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Files =>
    [
        Sources[0].Path,
        .. Sources.Skip(1).Select(source => source.Path).Concat(References.Select(reference => reference.Path)).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Which version the code is, with all that it can call: see <see cref="CodeVersion"/>.</summary>
    /// <param name="assemblies">Assemblies that the recipe can use.</param>
    /// <param name="nativeLibraries">Files of native libraries that come with those.</param>
    public string Version(IEnumerable<RecipeAssembly> assemblies, IEnumerable<string> nativeLibraries) =>
        CodeVersion.Of(TokensHash, assemblies.Concat(References.Where(reference => !FrameworkAssemblies.Contains(reference.Path))).Distinct(), nativeLibraries);
}
