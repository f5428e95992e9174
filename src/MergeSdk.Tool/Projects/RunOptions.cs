using System.CommandLine;

namespace MergeSdk.Tool;

/// <summary>The options that say what a merge may use of the machine.</summary>
static class RunOptions
{
    /// <summary>The option <c>--memory-limit</c>.</summary>
    public static Option<string> MemoryLimit() => new("--memory-limit") { Description = "Most memory for buffers.", DefaultValueFactory = _ => "256MB" };

    /// <summary>The option <c>--threads</c>.</summary>
    public static Option<int> Threads()
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
}
