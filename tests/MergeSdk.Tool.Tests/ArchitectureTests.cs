using System.Xml.Linq;
using MergeSdk.TestModels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MergeSdk.Tool.Tests;

/// <summary>Which project and which folder may use which: what the sources do is compared with what is meant.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The only arrows there may be; each project may also use what those behind its arrows do.</summary>
    static readonly Dictionary<string, string[]> s_arrows = new()
    {
        ["MergeSdk.Tensors"] = [],
        ["MergeSdk.Graph"] = ["MergeSdk.Tensors"],
        ["MergeSdk.Compute"] = ["MergeSdk.Graph"],
        ["MergeSdk.Build"] = ["MergeSdk.Compute"],
        ["MergeSdk.Hub"] = ["MergeSdk.Build"],
        ["MergeSdk.Models"] = ["MergeSdk.Graph"],
        ["MergeSdk.Recipes"] = ["MergeSdk.Models"],
        ["MergeSdk.Tool"] = ["MergeSdk.Hub", "MergeSdk.Recipes"],
        ["MergeSdk.Tasks"] = [],
    };

    static string Sources => Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Projects => [.. s_arrows.Keys];

    [Fact]
    public void Projects_use_only_the_projects_they_may()
    {
        var projects = Directory.EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => XDocument.Load(path).Descendants("ProjectReference")
                .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))).Order(StringComparer.Ordinal).ToList());

        // MergeSdk is props and targets.
        projects.Remove("MergeSdk");
        projects.Should().BeEquivalentTo(s_arrows);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_have_no_cycles(string project)
    {
        var arrows = Arrows(project);

        Cycle(arrows).Should().BeNull();
    }

    /// <summary>From each folder to those whose types its files name, each with an example.</summary>
    static SortedDictionary<string, SortedDictionary<string, string>> Arrows(string project)
    {
        var root = Path.Combine(Sources, project);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(file => Folder(file) is not ("bin" or "obj")).ToList();
        var trees = files.ConvertAll(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file));
        var usings = CSharpSyntaxTree.ParseText(string.Concat(
            ((string[])["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"]).Select(name => $"global using {name};\n")));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is var name && name != project && !(project == "MergeSdk.Tool" && name == "mergesdk"))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, metadataImportOptions: MetadataImportOptions.All);
        var compilation = CSharpCompilation.Create(project, [.. trees, usings], references, options);

        var arrows = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            var from = Folder(tree.FilePath);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                if (type?.OriginalDefinition.DeclaringSyntaxReferences is not [var declaration, ..] || Folder(declaration.SyntaxTree.FilePath) is var to && to == from)
                    continue;
                if (!arrows.TryGetValue(from, out var ends))
                    arrows.Add(from, ends = new(StringComparer.Ordinal));
                ends.TryAdd(to, $"{Path.GetRelativePath(root, tree.FilePath)} names {type.Name}");
            }
        }
        return arrows;

        string Folder(string file) => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : ".";
    }

    /// <summary>A way along arrows that leads back to where it began; null if there is none.</summary>
    static string? Cycle(SortedDictionary<string, SortedDictionary<string, string>> arrows)
    {
        var done = new HashSet<string>();
        foreach (var start in arrows.Keys)
        {
            if (From(start, []) is { } cycle)
                return cycle;
        }
        return null;

        string? From(string folder, List<string> way)
        {
            if (way.IndexOf(folder) is >= 0 and var first)
            {
                List<string> round = [.. way[first..], folder];
                return string.Join("; ", round.Zip(round.Skip(1), (from, to) => $"{from} → {to}: {arrows[from][to]}"));
            }
            if (done.Contains(folder) || !arrows.TryGetValue(folder, out var ends))
                return null;
            way.Add(folder);
            foreach (var end in ends.Keys)
            {
                if (From(end, way) is { } cycle)
                    return cycle;
            }
            way.RemoveAt(way.Count - 1);
            done.Add(folder);
            return null;
        }
    }
}
