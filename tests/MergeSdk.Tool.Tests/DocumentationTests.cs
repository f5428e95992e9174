using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MergeSdk.Graph;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>The documentation says what there is, and only that.</summary>
public sealed partial class DocumentationTests
{
    static readonly Markdown s_reference = Markdown.Read("docs", "reference.md");

    [Fact]
    public void Every_error_code_has_its_entry()
    {
        var codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!).ToList();
        var errors = Markdown.Read("docs", "errors.md");

        errors.Headings.Where(heading => heading.StartsWith("MERGE", StringComparison.Ordinal)).Should().BeEquivalentTo(codes);
        // Messages have no code in their text; every other example shows its own.
        var entries = Entry().Matches(File.ReadAllText(errors.Path));
        entries.Should().HaveCount(codes.Count);
        entries.Should().OnlyContain(entry => !entry.Value.Contains("**Message: ", StringComparison.Ordinal) == entry.Value.Contains($" {entry.Groups[1].Value}: ", StringComparison.Ordinal));
    }

    /// <summary>
    /// A property is public if the package sets it under a name that neither begins with <c>_</c> nor is one of the lists of targets that the .NET SDK
    /// defines (<c>…DependsOn</c>, but for our own).
    /// </summary>
    [Fact]
    public void Every_property_is_in_the_reference() =>
        FirstCells("Properties", "Targets").Should().BeEquivalentTo(
            Set("PropertyGroup").Where(name => !name.EndsWith("DependsOn", StringComparison.Ordinal) || name == "MergeDependsOn"));

    /// <summary>
    /// An item is public if its name is ours, if it is handed over to the tool, or if it has metadata by default. Items that belong to the protocols of
    /// MSBuild and NuGet are not.
    /// </summary>
    [Fact]
    public void Every_item_is_in_the_reference()
    {
        var handedOver = Sources().SelectMany(source => source.Descendants("WriteMergeRequest")).Attributes()
            .SelectMany(attribute => ItemList().Matches(attribute.Value)).Select(item => item.Groups[1].Value);
        string[] protocol = ["TargetPathWithTargetPlatformMoniker"];
        var items = Set("ItemGroup").Where(name => name.StartsWith("Merge", StringComparison.Ordinal)).Concat(handedOver).Concat(Set("ItemDefinitionGroup")).Append("Watch");

        FirstCells("Items", "Properties").Except(["Name", "Id", "Revision"]).Should().BeEquivalentTo(items.Except(protocol).Distinct());
    }

    [Fact]
    public void Every_target_is_in_the_reference() =>
        FirstCells("Targets", "Files in obj").Should().BeEquivalentTo(
            Sources().SelectMany(source => source.Descendants("Target")).Select(target => target.Attribute("Name")!.Value).Where(IsPublic));

    [Fact]
    public void The_command_line_is_in_the_reference()
    {
        using var text = new StringWriter();
        var root = Commands.Create(text);
        var commands = root.Subcommands.Where(command => !command.Hidden).ToList();
        var options = commands.Append<Command>(root).SelectMany(command => command.Options)
            .SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith('-')).Distinct();

        s_reference.Code.Should().Contain(options).And.Contain(commands.Select(command => command.Name))
            .And.Contain(commands.SelectMany(command => command.Arguments).Select(argument => $"<{argument.Name}>"));
        FirstCells("The command line", "The template").Where(name => name.StartsWith('-')).Should().BeSubsetOf(options);
    }

    [Fact]
    public void The_recipe_language_is_on_its_page()
    {
        var functions = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => $"{method.Name}(");
        var parameters = typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.Name!).Except(["models", "vectors", "vector", "values", "choices", "function", "file", "line", "a", "b"]);
        var names = typeof(RecipeSettings).GetProperties().Concat(typeof(TensorContext).GetProperties()).Select(property => property.Name)
            .Concat(Enum.GetNames<MissingTensors>()).Concat(Enum.GetNames<DareRescale>().Select(name => $"DareRescale.{name}"));
        var page = Markdown.Read("docs", "recipes.md");

        page.Code.Should().Contain(names).And.Contain(parameters);
        foreach (var function in functions)
            page.Code.Should().Contain(code => code.StartsWith(function, StringComparison.Ordinal), function);
    }

    [Fact]
    public void The_readme_is_short()
    {
        var lines = File.ReadAllLines(Markdown.Read("README.md").Path);

        lines.Should().HaveCountLessThanOrEqualTo(130).And.OnlyContain(line => line.Length <= 160);
    }

    [Fact]
    public void Every_page_is_in_the_list() =>
        Markdown.Read("docs", "README.md").RelativeLinks.Should().Contain(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(path => Path.GetFileName(path)).Except(["README.md"]));

    [Fact]
    public void Relative_links_lead_somewhere()
    {
        var broken = Markdown.All().SelectMany(page => page.RelativeLinks.Select(link => (page, link))).Where(item => !Exists(item.page, item.link));

        broken.Select(item => $"{Path.GetRelativePath(Repository.Root, item.page.Path)}: {item.link}").Should().BeEmpty();

        static bool Exists(Markdown page, string link)
        {
            var (path, anchor) = link.Split('#') is [var file, var fragment] ? (file, fragment) : (link, null);
            var target = path.Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, path);
            return Path.Exists(target) && (anchor is null || Markdown.Read(target).Anchors.Contains(anchor));
        }
    }

    /// <summary>The names in backticks in the first cells of the tables of one section.</summary>
    static IEnumerable<string> FirstCells(string section, string next)
    {
        var prose = s_reference.Prose;
        var part = prose[prose.IndexOf($"\n## {section}\n", StringComparison.Ordinal)..prose.IndexOf($"\n## {next}\n", StringComparison.Ordinal)];
        return part.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Markdown.CodeIn(line.Split('|')[1]));
    }

    static IEnumerable<string> Set(string group) =>
        Sources().SelectMany(source => source.Descendants(group)).Elements().Select(element => element.Name.LocalName).Where(IsPublic).Distinct();

    // Names with spaces are those of the progress, which are there to be seen, not to be asked for.
    static bool IsPublic(string name) => !name.StartsWith('_') && !name.Contains(' ', StringComparison.Ordinal);

    static IEnumerable<XDocument> Sources()
    {
        var sdk = Path.Combine(Repository.Root, "src", "MergeSdk");
        return new[] { "Sdk", "targets" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(sdk, folder))).Select(path => XDocument.Load(path));
    }

    [GeneratedRegex(@"^### (MERGE\d+)$.*?(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"@\((\w+)\)")]
    private static partial Regex ItemList();
}
