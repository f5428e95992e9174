using System.Text.RegularExpressions;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>A page of the documentation, taken apart.</summary>
sealed partial class Markdown
{
    readonly string _text;

    Markdown(string path)
    {
        Path = path;
        _text = File.ReadAllText(path).ReplaceLineEndings("\n");
        Prose = Fence().Replace(_text, "");
    }

    public string Path { get; }

    /// <summary>Everything outside of fenced blocks.</summary>
    public string Prose { get; }

    /// <summary>The rows of all tables, each as the text of its cells. Rows of dashes are left out, headings are not.</summary>
    public IEnumerable<string[]> Rows => Row().Matches(Prose)
        .Select(row => Separator().Split(row.Groups[1].Value).Select(cell => cell.Trim()).ToArray())
        .Where(cells => cells[0].Trim('-').Length > 0);

    public IEnumerable<string> Headings => Heading().Matches(Prose).Select(heading => heading.Groups[1].Value);

    /// <summary>What stands between backticks.</summary>
    public IEnumerable<string> Code => CodeIn(Prose);

    /// <summary>Targets of links that are neither addresses nor mails.</summary>
    public IEnumerable<string> RelativeLinks => Link().Matches(Prose).Select(link => link.Groups[1].Value).Where(link => !link.Contains(':', StringComparison.Ordinal));

    /// <summary>The anchors GitHub makes of the headings.</summary>
    public IEnumerable<string> Anchors => Headings.Select(heading => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>A page by its path in the repository.</summary>
    public static Markdown Read(params string[] path) => new(System.IO.Path.Combine([Repository.Root, .. path]));

    /// <summary>Every page that people write, wherever it is.</summary>
    public static IEnumerable<Markdown> All()
    {
        string[] folders = ["docs", "examples", "src", "templates"];
        return Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(folders.SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)))
            .Where(path => !Built().IsMatch(System.IO.Path.GetRelativePath(Repository.Root, path)))
            .Select(path => new Markdown(path));
    }

    /// <summary>The fenced blocks of a language.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Fence().Matches(_text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    /// <summary>What stands between backticks in a part of a page.</summary>
    public static IEnumerable<string> CodeIn(string text) => InlineCode().Matches(text).Select(code => code.Groups[1].Value);

    [GeneratedRegex("^```(\\w*)\\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Separator();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"(^|[\\/])(bin|obj|publish)[\\/]")]
    private static partial Regex Built();
}
