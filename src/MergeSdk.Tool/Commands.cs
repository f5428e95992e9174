using System.CommandLine;
using MergeSdk.Build.Session;
using MergeSdk.Tensors;
using MergeSdk.Tool.Import;
using MergeSdk.Tool.Verification;

namespace MergeSdk.Tool;

/// <summary>The command line: <c>build</c>, <c>plan</c>, <c>merge</c>, <c>inspect</c>, <c>verify</c>, <c>import</c>, and <c>msbuild</c> for the SDK's task.</summary>
static class Commands
{
    /// <param name="writer">Where to write.</param>
    /// <param name="terminal">The terminal that it is; null if it is none.</param>
    public static RootCommand Create(TextWriter writer, Terminal? terminal = null)
    {
        var root = new RootCommand(
            "Merges language models by a recipe.\n\nExit codes: 0 success, 1 errors were reported, 2 wrong arguments or an internal error, 130 canceled.");
        root.Add(ProjectCommand("build", "Merges the models of a recipe.", writer, terminal, (build, cancellation) => build.Build(cancellation)));
        root.Add(ProjectCommand("plan", "Shows what a build would compute, from headers alone.", writer, terminal, (build, cancellation) => build.Plan(cancellation)));
        root.Add(MergeCommand.Create(writer, terminal));
        root.Add(Inspect(writer, terminal));
        root.Add(VerifyCommand.Create(writer, terminal));
        root.Add(ImportCommand.Create(writer, terminal));
        root.Add(MsBuild(writer));
        return root;
    }

    static Command ProjectCommand(string name, string description, TextWriter writer, Terminal? terminal, Action<ProjectBuild, CancellationToken> run)
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a C# script.", DefaultValueFactory = _ => "recipe.csx" };
        recipe.Validators.Add(RecipeArgument.RefuseOption);
        var output = new Option<string?>("--output", "-o") { Description = "The folder to write the merged model to. Default: bin beside the recipe." };
        var options = new ProjectOptions();
        var threads = RunOptions.Threads();
        var memoryLimit = RunOptions.MemoryLimit();
        var command = new Command(name, description) { recipe, output, threads, memoryLimit };
        options.AddTo(command);
        options.AddLockTo(command);
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminal), (messages, token) =>
        {
            var project = options.Read(arguments, arguments.GetRequiredValue(recipe), arguments.GetValue(output)).WithHubModels();
            run(new ProjectBuild(project, messages, arguments.GetValue(threads), arguments.GetValue(memoryLimit)!), token);
        }, cancellation));
        return command;
    }

    static Command Inspect(TextWriter writer, Terminal? terminal)
    {
        var folder = new Argument<string>("model") { Description = "A model's folder." };
        var tensors = new Option<bool>("--tensors") { Description = "Lists every tensor." };
        var command = new Command("inspect", "Tells what a model folder holds.") { folder, tensors };
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminal), (messages, _) =>
        {
            var model = Checkpoint.Open(Path.GetFullPath(arguments.GetRequiredValue(folder)), messages.Report);
            messages.Important(Inspection.Summary(model));
            if (arguments.GetValue(tensors))
                messages.Important(Inspection.Table(model));
        }, cancellation));
        return command;
    }

    static Command MsBuild(TextWriter writer)
    {
        var verb = new Argument<string>("verb");
        verb.AcceptOnlyFromAmong("build", "plan", "explain", "verify", "verify-rebuild", "check-publish");
        var request = new Argument<string>("request");
        var parent = new Option<int?>("--parent-pid");
        var publishFolder = new Option<string>("--publish-folder");
        var threads = RunOptions.Threads();
        var memoryLimit = RunOptions.MemoryLimit();
        var command = new Command("msbuild", "Does what MSBuild asks for.") { verb, request, parent, threads, memoryLimit, publishFolder };
        command.Hidden = true;
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: true), (messages, token) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            if (arguments.GetValue(parent) is { } process)
                ParentWatch.Start(process, stop.Cancel);
            var project = MergeProject.Read(arguments.GetRequiredValue(request)).WithHubModels();
            var (workers, memory) = (arguments.GetValue(threads), arguments.GetValue(memoryLimit)!);
            var build = new ProjectBuild(project, messages, workers, memory);
            switch (arguments.GetRequiredValue(verb))
            {
                case "build":
                    build.Build(stop.Token);
                    break;
                case "plan":
                    build.Plan(stop.Token);
                    break;
                case "explain":
                    build.Explain(stop.Token);
                    break;
                case "check-publish":
                    MergeBuild.CheckCopy(project.Output, arguments.GetRequiredValue(publishFolder), project.DeclaredInputs, project.SourceFolders);
                    break;
                default:
                    ModelVerification.OfProject(project, rebuild: arguments.GetRequiredValue(verb) == "verify-rebuild", messages, workers, memory, stop.Token);
                    break;
            }
        }, cancellation));
        return command;
    }
}
