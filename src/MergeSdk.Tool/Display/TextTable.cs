using System.Text;

namespace MergeSdk.Tool;

/// <summary>Columns as wide as what is in them, for logs and pipes, which have no width of their own.</summary>
static class TextTable
{
    const string Gap = "   ";

    /// <summary>The table's lines: a heading, a rule, the rows.</summary>
    /// <param name="heading">The columns' titles.</param>
    /// <param name="rows">Enumerated twice, so that a table of a hundred thousand rows need not be in memory.</param>
    public static IEnumerable<string> Lines(string[] heading, IEnumerable<string[]> rows)
    {
        var widths = Array.ConvertAll(heading, title => title.Length);
        foreach (var row in rows)
        {
            for (var column = 0; column < widths.Length; column++)
                widths[column] = Math.Max(widths[column], row[column].Length);
        }
        var line = new StringBuilder();
        foreach (var row in rows.Prepend(Array.ConvertAll(widths, width => new string('-', width))).Prepend(heading))
        {
            line.Clear();
            for (var column = 0; column < widths.Length - 1; column++)
                line.Append(row[column]).Append(' ', widths[column] - row[column].Length).Append(Gap);
            yield return line.Append(row[^1]).ToString();
        }
    }
}
