using System.CommandLine;
using MergeSdk.Tensors;
using MergeSdk.Tool.Import;

namespace MergeSdk.Tool;

/// <summary>The command line: <c>build</c>, <c>plan</c>, <c>inspect</c>, <c>import</c>, and <c>msbuild</c> for the SDK's task.</summary>
static class Commands
{
    /// <param name="writer">Where to write.</param>
    /// <param name="terminalWidth">The width of the terminal that it is; null if it is none.</param>
    public static RootCommand Create(TextWriter writer, Func<int>? terminalWidth = null)
    {
        var root = new RootCommand(
            "Merges language models by a recipe.\n\nExit codes: 0 success, 1 errors were reported, 2 wrong arguments or an internal error, 130 canceled.");
        root.Add(ProjectCommand("build", "Merges the models of a recipe.", writer, terminalWidth, (build, cancellation) => build.Build(cancellation)));
        root.Add(ProjectCommand("plan", "Shows what a build would compute, from headers alone.", writer, terminalWidth, (build, cancellation) => build.Plan(cancellation)));
        root.Add(Inspect(writer));
        root.Add(ImportCommand.Create(writer));
        root.Add(MsBuild(writer));
        return root;
    }

    static Command ProjectCommand(string name, string description, TextWriter writer, Func<int>? terminalWidth, Action<ProjectBuild, CancellationToken> run)
    {
        var recipe = new Argument<string>("recipe") { Description = "The recipe, a C# script such as recipe.csx." };
        var models = Inputs("--model", "A model, as name=folder. May be repeated.");
        var adapters = Inputs("--adapter", "A PEFT LoRA adapter, as name=folder. May be repeated.");
        var references = new Option<string[]>("--reference") { Description = "An assembly the recipe uses. May be repeated.", AllowMultipleArgumentsPerToken = false };
        var output = new Option<string?>("--output", "-o") { Description = "The folder to write the merged model to. Default: bin beside the recipe." };
        var intermediate = new Option<string?>("--obj") { Description = "The folder for plan and incremental state. Default: obj beside the recipe." };
        var title = new Option<string?>("--name") { Description = "The merged model's name. Default: the recipe's folder." };
        var maxShardSize = new Option<string>("--max-shard-size") { Description = "Most bytes in a weight file.", DefaultValueFactory = _ => "5GB" };
        var nonFinite = new Option<string>("--non-finite") { Description = "What becomes of NaN and infinities: Error, Warn or Allow.", DefaultValueFactory = _ => "Warn" };
        var threads = Threads();
        var memoryLimit = MemoryLimit();
        var command = new Command(name, description) { recipe, models, adapters, references, output, intermediate, title, maxShardSize, nonFinite, threads, memoryLimit };
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminalWidth), (messages, token) =>
        {
            var path = Path.GetFullPath(arguments.GetRequiredValue(recipe));
            var folder = Path.GetDirectoryName(path)!;
            var project = new MergeProject
            {
                Name = arguments.GetValue(title) ?? Path.GetFileName(folder),
                Project = path,
                Recipe = path,
                Models = [.. Models(arguments.GetValue(models), "Model", folder), .. Models(arguments.GetValue(adapters), "Adapter", folder)],
                References = [.. (arguments.GetValue(references) ?? []).Select(Path.GetFullPath)],
                Output = Path.GetFullPath(arguments.GetValue(output) ?? Path.Combine(folder, "bin")),
                Intermediate = Path.GetFullPath(arguments.GetValue(intermediate) ?? Path.Combine(folder, "obj")),
                Lock = Path.Combine(folder, "merge.lock.json"),
                MaxShardSize = arguments.GetValue(maxShardSize)!,
                NonFinite = arguments.GetValue(nonFinite)!,
            };
            run(new ProjectBuild(project, messages, arguments.GetValue(threads), arguments.GetValue(memoryLimit)!), token);
        }, cancellation));
        return command;
    }

    static Command Inspect(TextWriter writer)
    {
        var folder = new Argument<string>("model") { Description = "A model's folder." };
        var command = new Command("inspect", "Lists a model's tensors.") { folder };
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false), (messages, _) =>
            messages.Important(Inspection.Lines(Checkpoint.Open(Path.GetFullPath(arguments.GetRequiredValue(folder)), messages.Report))), cancellation));
        return command;
    }

    static Command MsBuild(TextWriter writer)
    {
        var verb = new Argument<string>("verb");
        verb.AcceptOnlyFromAmong("build", "plan", "explain");
        var request = new Argument<string>("request");
        var parent = new Option<int?>("--parent-pid");
        var threads = Threads();
        var memoryLimit = MemoryLimit();
        var command = new Command("msbuild", "Does what MSBuild asks for.") { verb, request, parent, threads, memoryLimit };
        command.Hidden = true;
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: true), (messages, token) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            if (arguments.GetValue(parent) is { } process)
                ParentWatch.Start(process, stop.Cancel);
            var build = new ProjectBuild(
                MergeProject.Read(arguments.GetRequiredValue(request)), messages, arguments.GetValue(threads), arguments.GetValue(memoryLimit)!);
            switch (arguments.GetRequiredValue(verb))
            {
                case "build":
                    build.Build(stop.Token);
                    break;
                case "plan":
                    build.Plan(stop.Token);
                    break;
                default:
                    build.Explain(stop.Token);
                    break;
            }
        }, cancellation));
        return command;
    }

    static Option<string[]> Inputs(string name, string description) => new(name) { Description = description, HelpName = "name=folder" };

    static Option<string> MemoryLimit() => new("--memory-limit") { Description = "Most memory for buffers.", DefaultValueFactory = _ => "256MB" };

    static Option<int> Threads()
    {
        var threads = new Option<int>("--threads") { Description = "Threads to work with. Default: one for each processor.", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            // What is no number at all the parser complains of itself.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var count) && count < 1)
                result.AddError("--threads takes a number from 1.");
        });
        return threads;
    }

    static IEnumerable<ProjectModel> Models(string[]? arguments, string kind, string recipeFolder)
    {
        foreach (var argument in arguments ?? [])
        {
            if (argument.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } folder])
                throw new MergeException(DiagnosticCodes.ModelArgumentInvalid, $"'{argument}' is not of the form name=folder, such as base=models/base.");
            // The lock file names inputs relative to the recipe, so that it is the same wherever the command was typed.
            var path = Path.GetFullPath(folder);
            yield return new ProjectModel(name, path, Path.GetRelativePath(recipeFolder, path).Replace('\\', '/'), kind, "");
        }
    }
}
