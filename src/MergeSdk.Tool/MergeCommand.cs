using System.CommandLine;
using MergeSdk.Build.Session;

namespace MergeSdk.Tool;

/// <summary>The command <c>merge</c>: merges a plan, or a slice of it.</summary>
static class MergeCommand
{
    /// <param name="writer">Where to write.</param>
    /// <param name="terminal">The terminal that it is; null if it is none.</param>
    public static Command Create(TextWriter writer, Terminal? terminal)
    {
        var plan = new Argument<string>("plan") { Description = "A plan, as a build leaves it: obj/merge.plan.json. Slices are kept beside it." };
        var output = new Option<string>("--output", "-o") { Description = "The folder to write the merged model to.", Required = true };
        var project = new Option<string?>("--project") { Description = "The folder that the paths of models in the plan begin at. Default: the one above the plan's." };
        var models = new Option<string[]>("--model") { Description = "Where a model of the plan is, if it is elsewhere. May be repeated.", HelpName = "name=folder" };
        var slice = new Option<string?>("--slice") { Description = "Computes one of n parts and publishes nothing.", HelpName = "i/n" };
        var publish = new Option<bool>("--publish") { Description = "Publishes what slices computed." };
        var threads = RunOptions.Threads();
        var memoryLimit = RunOptions.MemoryLimit();
        slice.Validators.Add(result =>
        {
            try
            {
                if (result.Tokens is [{ Value: var text }])
                    Slice.Parse(text);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
            }
        });
        var command = new Command("merge", "Merges what a plan says, in whole or a slice of it, without the recipe.") { plan, output, project, models, slice, publish, threads, memoryLimit };
        command.Validators.Add(result =>
        {
            if (result.GetResult(slice) is not null && result.GetValue(publish))
                result.AddError("--slice computes, and --publish collects what was computed. Give one of them.");
        });
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminal), (messages, token) =>
        {
            var file = Path.GetFullPath(arguments.GetRequiredValue(plan));
            if (!File.Exists(file))
                throw new MergeException(DiagnosticCodes.NotAPlan, "there is no such plan. A build writes it, and so does mergesdk plan.", new SourcePosition(file));
            var folder = Path.GetFullPath(arguments.GetValue(project) ?? Path.Combine(Path.GetDirectoryName(file)!, ".."));
            var limit = Sizes.Parse(arguments.GetValue(memoryLimit)!, new SourcePosition(file));
            var merge = new PlanMerge(
                file, folder, Models(arguments.GetValue(models) ?? []), Path.GetFullPath(arguments.GetRequiredValue(output)), messages, arguments.GetValue(threads), limit);
            if (arguments.GetValue(slice) is { } part)
                merge.RunSlice(Slice.Parse(part), token);
            else if (arguments.GetValue(publish))
                merge.Publish(token);
            else
                merge.Run(token);
        }, cancellation));
        return command;
    }

    static Dictionary<string, string> Models(string[] arguments)
    {
        var models = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (argument.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } folder] || !models.TryAdd(name, Path.GetFullPath(folder)))
                throw new MergeException(DiagnosticCodes.ModelArgumentInvalid, $"'{argument}' is not of the form name=folder, such as base=models/base, or names a model a second time.");
        }
        return models;
    }
}
