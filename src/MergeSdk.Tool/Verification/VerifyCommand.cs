using System.CommandLine;
using MergeSdk.Build.Verification;

namespace MergeSdk.Tool.Verification;

/// <summary>The command <c>verify</c>.</summary>
static class VerifyCommand
{
    public static Command Create(TextWriter writer, Terminal? terminal)
    {
        var folder = new Argument<string>("model") { Description = "A model's folder." };
        var lockFile = new Option<string?>("--lock") { Description = "The lock file to compare with. Default: merge.lock.json in the folder, if there is one." };
        var statistics = new Option<bool>("--statistics") { Description = "Print figures of every tensor." };
        var rebuild = new Option<string?>("--rebuild") { Description = "Merge again by this recipe, into a temporary folder, and compare every byte.", HelpName = "recipe" };
        var options = new ProjectOptions();
        var threads = RunOptions.Threads();
        var memoryLimit = RunOptions.MemoryLimit();
        var command = new Command("verify", "Checks a model's files against one another and against its lock file.") { folder, lockFile, statistics, threads, memoryLimit, rebuild };
        options.AddTo(command);
        command.SetAction((arguments, cancellation) => Guarded.Run(new Output(writer, forMsBuild: false, terminal), (messages, token) =>
        {
            var model = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetRequiredValue(folder)));
            var workers = arguments.GetValue(threads);
            var locked = arguments.GetValue(lockFile);
            if (locked is not null && !File.Exists(locked))
                throw new MergeException(DiagnosticCodes.LockUnreadable, "the lock file does not exist; correct the path", new SourcePosition(locked));
            ModelVerification.Run(model, locked ?? Path.Combine(model, WeightCheck.LockFileName), arguments.GetValue(statistics), messages, workers, token);
            if (arguments.GetValue(rebuild) is { } recipe)
                new RebuildCheck(options.Read(arguments, recipe, model).WithHubModels(), messages, workers, arguments.GetValue(memoryLimit)!).Run(token);
        }, cancellation));
        return command;
    }
}
