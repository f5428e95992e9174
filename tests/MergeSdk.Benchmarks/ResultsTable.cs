using System.Text;
using Spectre.Console;

namespace MergeSdk.Benchmarks;

/// <summary>A table of figures, for the screen and for a file. The first column names, the others are numbers.</summary>
sealed record ResultsTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Columns of characters: less than a table of merges needs would break its figures in pieces.</summary>
    const int Width = 170;

    public void Show()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        var table = new Table().Title(Markup.Escape(Title));
        for (var i = 0; i < Columns.Count; i++)
            table.AddColumn(new TableColumn(Markup.Escape(Columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var row in Rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder($"## {Title}\n\n");
        Add(Columns);
        Add([.. Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in Rows)
            Add(row);
        return text.ToString();

        void Add(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
