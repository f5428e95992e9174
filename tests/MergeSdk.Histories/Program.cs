using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using MergeSdk.Histories;

// Every recipe that was run stays loaded, so that a process does not run more than some.
const int MostOfAProcess = 25;

var count = new Option<int>("--count") { Description = "How many histories.", DefaultValueFactory = _ => 100 };
var seed = new Option<int>("--seed") { Description = "Another seed, other histories.", DefaultValueFactory = _ => 1 };
var first = new Option<int>("--first") { Description = "The number of the first history: to repeat one that was found.", DefaultValueFactory = _ => 0 };
var steps = new Option<int>("--steps") { Description = "Steps of a history; more than half of them build.", DefaultValueFactory = _ => 50 };
var only = new Option<string?>("--only") { Description = "Numbers of the steps to do, such as 3,7,12: to repeat the shortest history that was found." };
var without = new Option<string[]>("--without") { Description = "A kind of step to leave out, as the report calls it. May be repeated." };
var workers = new Option<int>("--workers") { Description = "Histories to run at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
var json = new Option<bool>("--json") { Description = "Run in this process, and print the report as JSON.", Hidden = true };
var command = new RootCommand("Builds random recipes with random changes in between, and compares each result with a clean build's.")
{
    count, seed, first, steps, only, without, workers, json,
};
command.SetAction(arguments =>
{
    var (start, length) = (arguments.GetValue(first), arguments.GetValue(count));
    if (arguments.GetValue(json))
    {
        var numbers = arguments.GetValue(only)?.Split(',').Select(int.Parse).ToList();
        var run = new HistoryRun(arguments.GetValue(seed), arguments.GetValue(steps), arguments.GetValue(without)!);
        Console.WriteLine(JsonSerializer.Serialize(run.Run(start, length, numbers)));
        return 0;
    }
    string[] same =
    [
        "--seed", $"{arguments.GetValue(seed)}", "--steps", $"{arguments.GetValue(steps)}",
        .. arguments.GetValue(only) is { } some ? (string[])["--only", some] : [],
        .. arguments.GetValue(without)!.SelectMany(kind => (string[])["--without", kind]),
    ];
    var report = RunProcesses(start, length, arguments.GetValue(workers), same);
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();

static HistoryReport RunProcesses(int first, int count, int workers, string[] same)
{
    var report = new HistoryReport();
    var clock = Stopwatch.StartNew();
    var each = Math.Clamp(count / workers, 1, MostOfAProcess);
    Parallel.ForEach(Enumerable.Range(0, (count + each - 1) / each), new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
    {
        var found = RunProcess(["--first", $"{first + (part * each)}", "--count", $"{Math.Min(each, count - (part * each))}", .. same]);
        lock (report)
        {
            report.Add(found);
            foreach (var finding in found.Findings)
                Console.WriteLine(finding);
            var counts = $"{report.Histories} of {count} histories, {report.Builds} builds, {report.Findings.Count} findings";
            Console.WriteLine($"{counts} in {clock.Elapsed.TotalSeconds:0} s");
        }
    });
    return report;
}

static HistoryReport RunProcess(string[] arguments)
{
    string[] command = ["exec", typeof(HistoryRun).Assembly.Location, "--json", .. arguments];
    using var process = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0
        ? JsonSerializer.Deserialize<HistoryReport>(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!
        : new HistoryReport { Findings = [$"dotnet run build.cs histories {string.Join(' ', arguments)}: the process ended with {process.ExitCode}"] };
}
