using System.CommandLine;
using MergeSdk.Benchmarks;

// Started by this program itself, around each process that it measures.
if (args is [MeasuredProcess.Command, "--", .. var measured])
    return MeasuredProcess.Measure(measured);

var runs = new Option<int>("--runs") { Description = "Counted runs of each.", DefaultValueFactory = _ => 5 };
var size = new Option<string>("--size") { Description = "Size of the models.", DefaultValueFactory = _ => "1.1B" };
size.AcceptOnlyFromAmong([.. ModelShape.All.Select(shape => shape.Name)]);
var methods = new Option<string>("--methods") { Description = "Methods, separated by commas.", DefaultValueFactory = _ => string.Join(',', MergeMethod.Usual.Select(method => method.Name)) };
var threads = new Option<string>("--threads") { Description = "Numbers of threads, separated by commas.", DefaultValueFactory = _ => $"{Environment.ProcessorCount}" };
var cold = new Option<bool>("--cold") { Description = "Also measures with inputs that are not in the page cache." };
var tools = new Option<string[]>("--tool") { Description = "A mergesdk.dll to measure; repeated, they run in turn.", DefaultValueFactory = _ => [Path.Combine(Results.Folder, "tool", "mergesdk.dll")] };

var merges = new Command("merges", "Times whole merges against the least that their input and output takes.") { size, methods, runs, threads, cold, tools };
merges.SetAction(arguments =>
{
    var chosen = arguments.GetValue(methods)!.Split(',').Select(name => MergeMethod.All.FirstOrDefault(method => method.Name == name)
        ?? throw new ArgumentException($"There is no method '{name}'. There are {string.Join(", ", MergeMethod.All.Select(method => method.Name))}.")).ToList();
    var configurations =
        from count in arguments.GetValue(threads)!.Split(',').Select(int.Parse)
        from dropped in arguments.GetValue(cold) ? [false, true] : new[] { false }
        from tool in arguments.GetValue(tools)!
        select new MergeConfiguration(Path.GetFullPath(tool), count, dropped);
    using var benchmark = new MergeBenchmark(ModelFamily.Get(ModelShape.All.First(shape => shape.Name == arguments.GetValue(size))), chosen, configurations);
    benchmark.Run(arguments.GetValue(runs));
});
var noOp = new Command("no-op", "Times a build that has nothing to do against an empty project's.") { runs };
noOp.SetAction(arguments => NoOpBuild.Run(arguments.GetValue(runs)));

var root = new RootCommand("Benchmarks of MergeSdk. Figures of one run are comparable with each other, not with another run's.") { merges, noOp };
if (args.Length > 0)
    return root.Parse(args[0].StartsWith("--", StringComparison.Ordinal) && args[0] != "--help" ? [merges.Name, .. args] : args).Invoke();
var code = root.Parse([merges.Name]).Invoke();
return code == 0 ? root.Parse([noOp.Name]).Invoke() : code;
