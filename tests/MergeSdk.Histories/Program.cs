using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using MergeSdk.Histories;

// Every recipe that is run stays loaded, so that a process does not run more than some.
const int Block = 20;

var count = new Option<int>("--count") { Description = "How many histories.", DefaultValueFactory = _ => 100 };
var seed = new Option<int>("--seed") { Description = "Another seed, other histories.", DefaultValueFactory = _ => 1 };
var first = new Option<int>("--first") { Description = "The number of the first history: to repeat one that was found.", DefaultValueFactory = _ => 0 };
var steps = new Option<int>("--steps") { Description = "Steps of a history; about half are builds.", DefaultValueFactory = _ => 50 };
var only = new Option<string?>("--only") { Description = "Numbers of the steps to do, such as 3,7,12: to repeat the shortest history that was found." };
var workers = new Option<int>("--workers") { Description = "Histories to run at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
var json = new Option<bool>("--json") { Description = "Print the report as JSON.", Hidden = true };
var command = new RootCommand("Builds random recipes with random changes in between, and compares each result with a clean build's.") { count, seed, first, steps, only, workers, json };
command.SetAction(arguments =>
{
    var (number, length) = (arguments.GetValue(first), arguments.GetValue(count));
    var report = length <= Block || arguments.GetValue(json)
        ? new HistoryRun(arguments.GetValue(seed), arguments.GetValue(steps)).Run(number, length, arguments.GetValue(only)?.Split(',').Select(int.Parse).ToList())
        : RunBlocks(number, length, arguments.GetValue(seed), arguments.GetValue(steps), arguments.GetValue(workers));
    Console.WriteLine(arguments.GetValue(json) ? JsonSerializer.Serialize(report) : report.ToString());
    return report.Findings.Count == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();

static HistoryReport RunBlocks(int first, int count, int seed, int steps, int workers)
{
    var report = new HistoryReport();
    var clock = Stopwatch.StartNew();
    Parallel.ForEach(Enumerable.Range(0, (count + Block - 1) / Block), new ParallelOptions { MaxDegreeOfParallelism = workers }, block =>
    {
        var (start, length) = (first + (block * Block), Math.Min(Block, count - (block * Block)));
        var part = RunProcess(start, length, seed, steps);
        lock (report)
        {
            report.Add(part);
            foreach (var finding in part.Findings)
                Console.WriteLine(finding);
            Console.WriteLine($"{report.Histories} of {count} histories, {report.Builds} builds, {report.Findings.Count} findings in {clock.Elapsed.TotalSeconds:0} s");
        }
    });
    return report;
}

static HistoryReport RunProcess(int first, int count, int seed, int steps)
{
    var arguments = $"exec \"{typeof(HistoryRun).Assembly.Location}\" --json --first {first} --count {count} --seed {seed} --steps {steps}";
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode is 0 or 1 && text.StartsWith('{')
        ? JsonSerializer.Deserialize<HistoryReport>(text)!
        : new HistoryReport { Findings = [$"--seed {seed} --first {first} --count {count}: the process ended with {process.ExitCode}"] };
}
