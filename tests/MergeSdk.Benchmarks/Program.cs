using System.CommandLine;
using MergeSdk.Benchmarks;

// Started by this program itself, around each process that it measures.
if (args is [MeasuredProcess.Command, "--", .. var measured])
    return MeasuredProcess.Measure(measured);

var runs = new Option<int>("--runs") { Description = "Counted runs of each.", DefaultValueFactory = _ => 5 };
var size = new Option<string>("--size") { Description = "Size of the models.", DefaultValueFactory = _ => "1.1B" };
size.AcceptOnlyFromAmong([.. ModelShape.All.Select(shape => shape.Name)]);
var methods = new Option<string>("--methods") { Description = "Methods, separated by commas.", DefaultValueFactory = _ => string.Join(',', MergeMethod.Usual.Select(method => method.Name)) };
methods.Validators.Add(result =>
{
    foreach (var name in Names(result.GetValue(methods)!).Except(MergeMethod.All.Select(method => method.Name)))
        result.AddError($"There is no method '{name}'. There are {string.Join(", ", MergeMethod.All.Select(method => method.Name))}.");
});
var threads = new Option<int[]>("--threads") { Description = "Threads to merge with; repeated, all are measured in turn.", DefaultValueFactory = _ => [Environment.ProcessorCount] };
var cold = new Option<bool>("--cold") { Description = "Also measures with inputs that are not in the page cache." };
var compiled = new Option<bool>("--compiled") { Description = "Also measures with recipes that have been compiled before." };
var tools = new Option<string[]>("--tool") { Description = "A mergesdk.dll to measure; repeated, they run in turn.", DefaultValueFactory = _ => [Path.Combine(Results.Folder, "tool", "mergesdk.dll")] };

var merges = new Command("merges", "Times whole merges against the least that their input and output takes.") { size, methods, runs, threads, cold, compiled, tools };
merges.SetAction(arguments =>
{
    var configurations =
        from count in arguments.GetValue(threads)!
        from dropped in Also(arguments.GetValue(cold))
        from kept in Also(arguments.GetValue(compiled))
        from tool in Tools(arguments)
        select new MergeConfiguration(tool, count, dropped, kept);
    var chosen = Names(arguments.GetValue(methods)!).Select(name => MergeMethod.All.First(method => method.Name == name)).ToList();
    using var work = new WorkFolder();
    new MergeBenchmark(Family(arguments), chosen, configurations, work).Run(arguments.GetValue(runs));
});
var incremental = new Command("incremental", "Times builds of which little or nothing has changed.") { size, runs, threads, tools };
incremental.SetAction(arguments => IncrementalBenchmark.Run(Family(arguments), Tools(arguments)[0], arguments.GetValue(threads)![0], arguments.GetValue(runs)));
var plan = new Command("plan", "Times models of 100,000 tensors.") { runs, threads, tools };
plan.SetAction(arguments => PlanBenchmark.Run(Tools(arguments)[0], arguments.GetValue(threads)![0], arguments.GetValue(runs)));
var memory = new Command("memory", "Measures the memory that a tensor of 4 GB takes. Needs 5 GB of disk.") { runs, threads, tools };
memory.SetAction(arguments => MemoryBenchmark.Run(Tools(arguments)[0], arguments.GetValue(threads)![0], arguments.GetValue(runs)));
var kernels = new Command("kernels", "Measures the kernels one by one.");
kernels.SetAction(_ => KernelTable.Run());
var noOp = new Command("no-op", "Times a build that has nothing to do against an empty project's.") { runs };
noOp.SetAction(arguments => NoOpBuild.Run(arguments.GetValue(runs)));

var root = new RootCommand("Benchmarks of MergeSdk. Figures of one run are comparable with each other, not with another run's.") { merges, incremental, plan, memory, kernels, noOp };
if (args.Length > 0)
    return root.Parse(args[0].StartsWith("--", StringComparison.Ordinal) && args[0] != "--help" ? [merges.Name, .. args] : args).Invoke();
var code = root.Parse([merges.Name]).Invoke();
return code == 0 ? root.Parse([noOp.Name]).Invoke() : code;

ModelFamily Family(ParseResult arguments) => ModelFamily.Get(ModelShape.All.First(shape => shape.Name == arguments.GetValue(size)));

bool[] Also(bool other) => other ? [false, true] : [false];

string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

string[] Tools(ParseResult arguments) => [.. arguments.GetValue(tools)!.Select(Path.GetFullPath)];
