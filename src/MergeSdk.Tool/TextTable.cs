using System.Text;

namespace MergeSdk.Tool;

/// <summary>
/// Columns as wide as what is in them, for logs and pipes, which have no width of their own. (A table of the 100 000 tensors of a large mixture of experts took
/// Spectre.Console 20 s and 1.2 GB; this takes a fraction of a second.)
/// </summary>
static class TextTable
{
    const string Gap = "   ";

    /// <summary>The table's lines: a heading, a rule, the rows.</summary>
    public static string Render(IReadOnlyList<string> heading, IReadOnlyList<string[]> rows)
    {
        var widths = heading.Select((text, column) => Math.Max(text.Length, rows.Select(row => row[column].Length).DefaultIfEmpty().Max())).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows.Prepend([.. widths.Select(width => new string('-', width))]).Prepend([.. heading]))
        {
            for (var column = 0; column < widths.Length - 1; column++)
                table.Append(row[column].PadRight(widths[column])).Append(Gap);
            table.Append(row[^1]).Append('\n');
        }
        return table.ToString();
    }
}
