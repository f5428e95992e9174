using System.CommandLine;
using MergeSdk.Benchmarks;

var runs = new Option<int>("--runs") { Description = "Counted runs of each command.", DefaultValueFactory = _ => 9 };
var noOp = new Command("no-op", "Times a build that has nothing to do against an empty project's.") { runs };
noOp.SetAction(arguments => NoOpBuild.Run(arguments.GetValue(runs)));
return new RootCommand("Benchmarks of MergeSdk. Figures of one run are comparable with each other, not with another run's.") { noOp }.Parse(args.Length == 0 ? ["no-op"] : args).Invoke();
