using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Recipes;

/// <summary>
/// Warns of what a recipe uses that is not in the recipe: the environment, files, the clock, random numbers. It then means one model here and another one there,
/// and what is kept of it between builds goes stale unnoticed. What referenced assemblies do is not looked into.
/// </summary>
static class MachineDependence
{
    const int MostWarnings = 5;

    const string Unnoticed = "A change of it is not noticed by dotnet build, and another machine makes another model: write the value into the recipe";
    const string NotRepeated = "Every run of the recipe makes another model";

    /// <summary>The types of System.IO that reach no file by themselves; <c>StreamReader</c> and <c>StreamWriter</c> do if they are given a name.</summary>
    static readonly HashSet<string> s_harmlessStreams =
    [
        "Path", "Stream", "MemoryStream", "BufferedStream", "UnmanagedMemoryStream", "StreamReader", "StreamWriter", "TextReader", "TextWriter", "StringReader", "StringWriter",
        "BinaryReader", "BinaryWriter", "SeekOrigin", "FileMode", "FileAccess", "FileShare", "SearchOption",
    ];

    /// <summary>The warnings, in the order of their places, and not more of them than anybody reads.</summary>
    public static IReadOnlyList<Diagnostic> Of(Compilation recipe, CancellationToken cancellation)
    {
        var found = recipe.SyntaxTrees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal).SelectMany(tree => In(recipe.GetSemanticModel(tree), cancellation))
            .DistinctBy(warning => warning.Position)
            .ToList();
        if (found.Count <= MostWarnings)
            return found;
        var last = found[MostWarnings - 1];
        var more = string.Create(CultureInfo.InvariantCulture, $" (and {found.Count - MostWarnings} more such places)");
        return [.. found.Take(MostWarnings - 1), last with { Message = last.Message + more }];
    }

    static IEnumerable<Diagnostic> In(SemanticModel model, CancellationToken cancellation)
    {
        foreach (var node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes(node => !IsNameOf(node)))
        {
            if (node is not (SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
                continue;
            var member = model.GetSymbolInfo(node, cancellation).Symbol;
            if (member is IMethodSymbol or IPropertySymbol or IFieldSymbol && member.ContainingType is { } type && Judge(type, member) is var (code, what))
            {
                var place = (node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? access : node).GetLocation().GetMappedLineSpan();
                var name = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? $"new {type.Name}" : $"{type.Name}.{member.Name}";
                yield return new Diagnostic(
                    Severity.Warning,
                    code,
                    $"{name} {what}",
                    new SourcePosition(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
            }
        }
    }

    static bool IsNameOf(SyntaxNode node) => node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    static (string Code, string What)? Judge(INamedTypeSymbol type, ISymbol member)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return (space, type.Name, member.Name) switch
        {
            ("System", "DateTime" or "DateTimeOffset", "Now" or "UtcNow" or "Today") or ("System", "Environment", "TickCount" or "TickCount64")
                or ("System", "TimeProvider", _) or ("System.Diagnostics", "Stopwatch", _) => Changing("reads the clock"),
            ("System", "Guid", "NewGuid" or "CreateVersion7") or ("System", "Random", "Shared") or ("System.Linq", "Enumerable", "Shuffle")
                or ("System.IO", "Path", "GetRandomFileName") or ("System.Security.Cryptography", "RandomNumberGenerator", _) => Random(),
            ("System", "Random", ".ctor") when member is IMethodSymbol { Parameters: [] } => Random(),
            ("System", "HashCode", _) => Hash(),
            (_, _, "GetHashCode") when !IsStable(type, member) => Hash(),
            ("System", "Environment", not "NewLine") => Outside("reads the environment"),
            ("System", "OperatingSystem" or "AppContext" or "AppDomain", _) or ("System", "TimeZoneInfo", "Local")
                or ("System.Runtime.InteropServices", "RuntimeInformation" or "RuntimeEnvironment", _) => Outside("depends on the machine"),
            ("System", "Console", "In" or "Read" or "ReadLine" or "ReadKey" or "KeyAvailable" or "OpenStandardInput") => Outside("reads standard input"),
            ("System.Diagnostics", "Process" or "ProcessStartInfo", _) => Outside("uses another process"),
            ("System.Net", "Dns" or "WebClient" or "WebRequest" or "HttpWebRequest" or "HttpListener", _) => Outside("uses the network"),
            ("System.Net.Http" or "System.Net.Sockets" or "System.Net.WebSockets" or "System.Net.NetworkInformation" or "System.Net.Security", _, _) => Outside("uses the network"),
            ("System.IO", "Path", "GetTempPath" or "GetTempFileName" or "Exists") => Outside("depends on the machine's folders"),
            ("System.IO", "StreamReader" or "StreamWriter", ".ctor") when member is IMethodSymbol { Parameters: [{ Type.SpecialType: SpecialType.System_String }, ..] } =>
                Outside("uses a file"),
            ("System.IO", var name, _) when !s_harmlessStreams.Contains(name) && !name.EndsWith("Exception", StringComparison.Ordinal) => Outside("uses files or folders"),
            ("System.IO.MemoryMappedFiles" or "System.IO.Pipes" or "System.IO.Enumeration", _, _) or ("System.IO.Compression", "ZipFile", _) => Outside("uses files or folders"),
            ("System.Globalization", "CultureInfo" or "RegionInfo", "CurrentCulture" or "CurrentUICulture" or "InstalledUICulture" or "CurrentRegion")
                or ("System.Globalization", "NumberFormatInfo" or "DateTimeFormatInfo", "CurrentInfo")
                or ("System.Threading", "Thread", "CurrentCulture" or "CurrentUICulture") => (
                DiagnosticCodes.RecipeUsesCulture,
                "is no machine's own here: recipes run in the invariant culture everywhere. Name the culture that is meant, such as CultureInfo.InvariantCulture"),
            _ => null,
        };

        static (string, string)? Outside(string what) => (DiagnosticCodes.RecipeReadsMachine, $"{what}, which is not part of the recipe. {Unnoticed}");
        static (string, string)? Changing(string what) => (DiagnosticCodes.RecipeNotRepeatable, $"{what}. {NotRepeated}: write the value into the recipe");
        static (string, string)? Random() => (DiagnosticCodes.RecipeNotRepeatable, $"is random. {NotRepeated}: give a seed, as in new Random(42)");
        static (string, string)? Hash() => (DiagnosticCodes.RecipeNotRepeatable, $"differs from run to run, as hash codes of texts do. {NotRepeated}: compute a number of your own");
    }

    /// <summary>Whether a hash code is the same in every process: those of numbers are, and what the recipe defines is seen where it does.</summary>
    static bool IsStable(INamedTypeSymbol type, ISymbol member) =>
        type.SpecialType is SpecialType.System_Enum or (>= SpecialType.System_Boolean and <= SpecialType.System_Double) and not SpecialType.System_Decimal
        || (member.Locations.Any(location => location.IsInSource) && !member.IsImplicitlyDeclared);
}
