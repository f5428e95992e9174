using System.Collections.Concurrent;

namespace MergeSdk.Tool;

/// <summary>
/// What the program says, on standard output: diagnostics in their canonical form, and lines for people. For MSBuild, lines of high importance begin with
/// <see cref="ImportantMark"/>.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="forMsBuild">Whether MSBuild reads it.</param>
sealed class Output(TextWriter writer, bool forMsBuild)
{
    /// <summary>Begins a line that MSBuild shows even at minimal verbosity.</summary>
    public const string ImportantMark = "! ";

    readonly ConcurrentQueue<Diagnostic> _diagnostics = new();

    /// <summary>Everything reported so far.</summary>
    public IReadOnlyCollection<Diagnostic> Diagnostics => _diagnostics;

    public void Report(Diagnostic diagnostic)
    {
        _diagnostics.Enqueue(diagnostic);
        // A message has no place in the canonical form; MSBuild would not know it.
        writer.WriteLine(diagnostic.Severity == Severity.Message ? $"{diagnostic.Code}: {diagnostic.Message}" : diagnostic.ToString());
    }

    public void Important(string text)
    {
        foreach (var line in text.TrimEnd().Split('\n'))
            writer.WriteLine(forMsBuild ? ImportantMark + line.TrimEnd() : line.TrimEnd());
    }
}
