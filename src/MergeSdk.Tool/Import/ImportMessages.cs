using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Collects what there is to say about a configuration, each with its line and column, and tells it in the order of the lines.</summary>
sealed class ImportMessages(string file)
{
    readonly List<Diagnostic> _diagnostics = [];

    /// <summary>The configuration's file as it was named.</summary>
    public string File => file;

    public void Warn(string code, YamlNode node, string message) => Add(Severity.Warning, code, node.Start, message);

    public void Error(string code, YamlNode node, string message) => Error(code, node.Start, message);

    public void Error(string code, Mark mark, string message) => Add(Severity.Error, code, mark, message);

    /// <summary>The warnings.</summary>
    /// <exception cref="MergeException">There are errors; the warnings are among them.</exception>
    public IReadOnlyList<Diagnostic> Finish()
    {
        // A stable sort: what was said of one place stays in order. One place may be looked at for several slices and says it once.
        var sorted = _diagnostics.Distinct().OrderBy(diagnostic => diagnostic.Position!.Value.Line).ThenBy(diagnostic => diagnostic.Position!.Value.Column).ToList();
        return sorted.Exists(diagnostic => diagnostic.Severity == Severity.Error) ? throw new MergeException(sorted) : sorted;
    }

    void Add(Severity severity, string code, Mark mark, string message) =>
        _diagnostics.Add(new Diagnostic(severity, code, message, new SourcePosition(file, (int)mark.Line, (int)mark.Column)));
}
