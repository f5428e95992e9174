using System.CommandLine;
using MergeSdk.Fuzz;

var count = new Option<long>("--count") { Description = "How many inputs.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<int>("--seed") { Description = "Another seed, other inputs.", DefaultValueFactory = _ => 1 };
var first = new Option<long>("--first") { Description = "The number of the first input: to repeat one that was found.", DefaultValueFactory = _ => 0 };
var command = new RootCommand("Reads damaged safetensors headers and indexes, and compares what MergeSdk makes of each with an independent reader.") { count, seed, first };
command.SetAction(arguments =>
{
    var report = new Fuzzer(arguments.GetValue(seed)).Run(arguments.GetValue(first), arguments.GetValue(count));
    Console.WriteLine(report);
    return report.Findings.Count == 0 ? 0 : 1;
});
return command.Parse(args).Invoke();
