using System.Reflection;
using Microsoft.CodeAnalysis;

namespace MergeSdk.Recipes;

/// <summary>The assemblies that every recipe can use: the framework's and our own.</summary>
static class RecipeReferences
{
    /// <summary>Our assemblies, as they are loaded.</summary>
    public static IReadOnlyList<Assembly> OwnAssemblies { get; } =
        [typeof(RecipeSettings).Assembly, typeof(Engine.MergePlan).Assembly, typeof(Tensors.DType).Assembly];

    static readonly string? s_frameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location);

    // A script references the core library unasked.
    static readonly string[] s_implied = [typeof(object).Assembly.Location];

    /// <summary>Made once: the compiler keeps what it has read of an assembly with its reference, which makes a second recipe several times as fast.</summary>
    public static IReadOnlyList<MetadataReference> Default { get; } =
        [.. Framework().Concat(OwnAssemblies.Select(assembly => assembly.Location)).Except(s_implied).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Whether a file is a copy of one of our assemblies, which a library for recipes brings along. The recipe has them already, and twice would be two sets of types.</summary>
    public static bool IsOwn(string path) => OwnAssemblies.Any(assembly => assembly.GetName().Name == Path.GetFileNameWithoutExtension(path));

    /// <summary>Whether a file is an assembly of the framework.</summary>
    public static bool IsFramework(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) == s_frameworkFolder;

    // The framework's folder and not every trusted assembly: Roslyn and the rest of the tool are not the recipe's business.
    static IEnumerable<string> Framework()
    {
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        return trusted.Where(path => IsFramework(path) && !Path.GetFileName(path).StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal));
    }
}
