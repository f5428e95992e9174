using System.Text.Encodings.Web;
using System.Text.Json;
using MergeSdk.TestModels;

namespace MergeSdk.Benchmarks;

/// <summary>What a benchmark leaves: tables on the screen and in a Markdown file, every single run in a JSON file.</summary>
static class Results
{
    static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder that holds everything of benchmarks: models, work, results.</summary>
    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "bench")).FullName;

    /// <summary>Shows and stores the results of a benchmark that has ended.</summary>
    /// <param name="name">The files' name, without ending.</param>
    /// <param name="loadBefore">The machine's load when it began.</param>
    /// <param name="notes">What a reader of the tables has to know.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="measurements">What the tables were made of.</param>
    public static void Write(string name, string loadBefore, string notes, IReadOnlyList<ResultsTable> tables, object measurements)
    {
        foreach (var table in tables)
            table.Show();
        Console.WriteLine(Save(name, loadBefore, notes, tables, measurements));
        Console.WriteLine($"written to {Path.Combine(Folder, name)}.md and .json");
    }

    /// <summary>Stores results; those of a benchmark that is not through yet are worth having, too, if it is stopped.</summary>
    /// <returns>What there is to know besides the tables.</returns>
    public static string Save(string name, string loadBefore, string notes, IReadOnlyList<ResultsTable> tables, object measurements)
    {
        var machine = Machine.Current(Folder);
        var load = $"load average before: {loadBefore}; after: {Machine.Load}";
        var about = $"{machine}\n{load}\n\n{notes}\n";
        File.WriteAllText(Path.Combine(Folder, name + ".md"), about + string.Concat(tables.Select(table => "\n" + table.ToMarkdown())));
        File.WriteAllText(Path.Combine(Folder, name + ".json"), JsonSerializer.Serialize(new { Machine = machine, Load = load, Measurements = measurements }, s_json));
        return about;
    }
}
