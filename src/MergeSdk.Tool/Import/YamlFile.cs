using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads YAML into nodes that know their lines.</summary>
static partial class YamlFile
{
    /// <summary>The documents of a file; empty ones are left out. Anchors, aliases and <c>&lt;&lt;</c> merge keys are resolved.</summary>
    /// <exception cref="MergeException">The file cannot be read, or is not YAML.</exception>
    public static IReadOnlyList<YamlNode> Read(string path)
    {
        var text = ReadText(path);
        var scanner = new Scanner(new StringReader(text));
        try
        {
            var stream = new YamlStream();
            stream.Load(new Parser(scanner));
            var roots = stream.Documents.Select(document => document.RootNode).Where(node => node is not YamlScalarNode { Value: null or "" }).ToList();
            var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
            foreach (var root in roots)
                ResolveMergeKeys(root, seen);
            return roots;
        }
        catch (YamlException e)
        {
            var (line, column, reason) = Reason(e, text);
            throw new MergeException(DiagnosticCodes.ImportUnreadable, $"this is not valid YAML: {reason}", new SourcePosition(path, line, column), e);
        }
        catch (InvalidOperationException e)
        {
            // The scanner's own, at the next key behind a bracket that is not closed.
            var place = scanner.CurrentPosition;
            throw new MergeException(
                DiagnosticCodes.ImportUnreadable, "this is not valid YAML: unexpected text; is a bracket before it not closed?", new SourcePosition(path, (int)place.Line, (int)place.Column), e);
        }
    }

    static string ReadText(string path)
    {
        if (Directory.Exists(path))
            throw new MergeException(DiagnosticCodes.ImportUnreadable, "this is a folder; name the configuration in it, such as config.yml", new SourcePosition(path));
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"the file cannot be read: {e.Message}";
            throw new MergeException(DiagnosticCodes.ImportUnreadable, reason, new SourcePosition(path), e);
        }
    }

    /// <summary>What is wrong, and where. Of tabs and of aliases the library tells the start of what they are in.</summary>
    static (int Line, int Column, string Reason) Reason(YamlException error, string text)
    {
        var told = ((int)error.Start.Line, (int)error.Start.Column, error.InnerException is YamlException inner ? inner.Message : error.Message);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (error is AnchorNotFoundException && Alias().Match(lines[i]) is { Success: true } alias && error.Message.Contains($"'{alias.Groups[1].Value}'", StringComparison.Ordinal))
                return (i + 1, alias.Index + 1, $"nothing has the anchor &{alias.Groups[1].Value}");
            if (i + 1 >= error.Start.Line && error.Message.Contains(" tab ", StringComparison.Ordinal) && lines[i][..^lines[i].TrimStart().Length].IndexOf('\t', StringComparison.Ordinal) is >= 0 and var tab)
                return (i + 1, tab + 1, "a tab in the indentation; YAML takes spaces only");
        }
        return told;
    }

    [GeneratedRegex(@"(?<!\S)\*([\w-]+)")]
    private static partial Regex Alias();

    /// <summary>Copies what <c>&lt;&lt;</c> refers to into the mapping, but for keys that it has itself. (YamlDotNet's MergingParser makes those an error.)</summary>
    static void ResolveMergeKeys(YamlNode node, HashSet<YamlNode> seen)
    {
        if (!seen.Add(node))
            return;
        foreach (var child in node switch
        {
            YamlMappingNode mapping => mapping.Children.Values,
            YamlSequenceNode list => list.Children,
            _ => [],
        })
        {
            ResolveMergeKeys(child, seen);
        }
        if (node is not YamlMappingNode target || !target.Children.Remove(new YamlScalarNode("<<"), out var merged))
            return;
        var sources = merged is YamlSequenceNode several ? several.Children : [merged];
        foreach (var (key, value) in sources.OfType<YamlMappingNode>().SelectMany(source => source.Children))
            target.Children.TryAdd(key, value);
    }
}
