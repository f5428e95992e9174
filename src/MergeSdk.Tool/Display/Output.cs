using System.Collections.Concurrent;
using System.Globalization;

namespace MergeSdk.Tool;

/// <summary>
/// What the program says, on standard output: diagnostics in their canonical form, and lines for people. For MSBuild, lines of high importance begin with
/// <see cref="ImportantMark"/>.
/// </summary>
/// <param name="writer">Where to. Flushed after each diagnostic, and after all lines that belong together.</param>
/// <param name="forMsBuild">Whether MSBuild reads it.</param>
/// <param name="terminal">The terminal that it goes to; null if it goes elsewhere.</param>
sealed class Output(TextWriter writer, bool forMsBuild, Terminal? terminal = null)
{
    /// <summary>Begins a line that MSBuild shows even at minimal verbosity.</summary>
    public const string ImportantMark = "! ";

    readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    readonly Lock _writing = new();
    int _liveLength;

    /// <summary>Everything reported so far.</summary>
    public IReadOnlyCollection<Diagnostic> Diagnostics => _diagnostics;

    public void Report(Diagnostic diagnostic)
    {
        _diagnostics.Enqueue(diagnostic);
        // A message has no place in the canonical form; MSBuild would not know it.
        var line = diagnostic.Severity == Severity.Message ? $"{diagnostic.Code}: {diagnostic.Message}" : diagnostic.ToString();
        Write([line], mark: "", diagnostic.Severity switch
        {
            Severity.Error => ConsoleColor.Red,
            Severity.Warning => ConsoleColor.Yellow,
            _ => null,
        });
    }

    public void Important(params IEnumerable<string> lines) => Write(lines, forMsBuild ? ImportantMark : "");

    /// <summary>Begins a line with the percentage that is done, for MSBuild alone.</summary>
    public const string PercentMark = "% ";

    /// <summary>Whether <see cref="Percent"/> can be used.</summary>
    public bool IsForMsBuild => forMsBuild;

    /// <summary>Tells MSBuild how much is done.</summary>
    public void Percent(int done) => Write([done.ToString(CultureInfo.InvariantCulture)], PercentMark);

    /// <summary>Whether <see cref="Live"/> can be used.</summary>
    public bool IsTerminal => terminal is not null;

    /// <summary>Shows a line until the next one, or until anything else is written.</summary>
    public void Live(string line)
    {
        lock (_writing)
        {
            ClearLive();
            // A line that wraps could not be taken back.
            _liveLength = Math.Clamp(terminal!.Width() - 1, 0, line.Length);
            writer.Write(line[.._liveLength]);
            writer.Flush();
        }
    }

    void ClearLive()
    {
        if (_liveLength > 0)
            writer.Write($"\r{new string(' ', _liveLength)}\r");
        _liveLength = 0;
    }

    void Write(IEnumerable<string> lines, string mark, ConsoleColor? color = null)
    {
        lock (_writing)
        {
            ClearLive();
            var setColor = color is null ? null : terminal?.SetColor;
            if (setColor is not null)
            {
                // What comes before must have arrived: a terminal has one color at a time.
                writer.Flush();
                setColor(color);
            }
            foreach (var line in lines)
            {
                writer.Write(mark);
                writer.WriteLine(line);
            }
            writer.Flush();
            setColor?.Invoke(null);
        }
    }
}
