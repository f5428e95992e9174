using System.Collections.Concurrent;

namespace MergeSdk.Tool;

/// <summary>
/// What the program says, on standard output: diagnostics in their canonical form, and lines for people. For MSBuild, lines of high importance begin with
/// <see cref="ImportantMark"/>.
/// </summary>
/// <param name="writer">Where to. Flushed after each diagnostic, and after all lines that belong together.</param>
/// <param name="forMsBuild">Whether MSBuild reads it.</param>
sealed class Output(TextWriter writer, bool forMsBuild)
{
    /// <summary>Begins a line that MSBuild shows even at minimal verbosity.</summary>
    public const string ImportantMark = "! ";

    readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    readonly Lock _writing = new();

    /// <summary>Everything reported so far.</summary>
    public IReadOnlyCollection<Diagnostic> Diagnostics => _diagnostics;

    public void Report(Diagnostic diagnostic)
    {
        _diagnostics.Enqueue(diagnostic);
        // A message has no place in the canonical form; MSBuild would not know it.
        Write([diagnostic.Severity == Severity.Message ? $"{diagnostic.Code}: {diagnostic.Message}" : diagnostic.ToString()], mark: "");
    }

    public void Important(params IEnumerable<string> lines) => Write(lines, forMsBuild ? ImportantMark : "");

    void Write(IEnumerable<string> lines, string mark)
    {
        lock (_writing)
        {
            foreach (var line in lines)
            {
                writer.Write(mark);
                writer.WriteLine(line);
            }
            writer.Flush();
        }
    }
}
