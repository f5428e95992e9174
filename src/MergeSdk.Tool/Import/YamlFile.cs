using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads YAML into nodes that know their lines.</summary>
static class YamlFile
{
    /// <summary>The documents of a file; empty ones are left out. Anchors, aliases and <c>&lt;&lt;</c> merge keys are resolved.</summary>
    /// <exception cref="MergeException">The file cannot be read, or is not YAML.</exception>
    public static IReadOnlyList<YamlNode> Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(new Parser(reader));
            var roots = stream.Documents.Select(document => document.RootNode).Where(node => node is not YamlScalarNode { Value: null or "" }).ToList();
            var seen = new HashSet<YamlNode>(ReferenceEqualityComparer.Instance);
            foreach (var root in roots)
                ResolveMergeKeys(root, seen);
            return roots;
        }
        catch (YamlException e)
        {
            var reason = e.InnerException is YamlException inner ? inner.Message : e.Message;
            throw new MergeException(
                DiagnosticCodes.ImportUnreadable, $"this is not valid YAML: {reason}", new SourcePosition(path, (int)e.Start.Line, (int)e.Start.Column), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"the file cannot be read: {e.Message}";
            throw new MergeException(DiagnosticCodes.ImportUnreadable, reason, new SourcePosition(path), e);
        }
    }

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
