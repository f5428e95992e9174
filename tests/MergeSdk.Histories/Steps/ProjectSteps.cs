namespace MergeSdk.Histories.Steps;

/// <summary>Changes of project files, and of where the projects are.</summary>
static class ProjectSteps
{
    static readonly string[] s_variables = ["Base", "code", "math", "prose", "style", "alpha", "beta", "gamma"];

    public static (int Weight, Step Item)[] All { get; } =
    [
        (4, Step.Of("size of weight files changed", context => context.Stage.MaxShardSize = context.Dice.Pick(["5GB", "2KB", "1KB", "700", "3KiB"]))),
        (2, Step.Of("policy for NaN changed", context => context.Stage.NonFinite = context.Dice.Pick(["Error", "Warn", "Allow", "Allow"]))),
        (2, Step.Of("provenance switched", context => $"{context.Stage.Provenance = !context.Stage.Provenance}")),
        (2, Step.Of("title changed", context => context.Stage.Title = $"Merged {context.Dice.Next(100)}")),
        (1, Step.Of("id changed", context => context.Dice.Pick(context.Stage.Inputs).Id = context.Dice.Pick(["", "org/model", "org/other"]))),
        (2, Step.Of("variable renamed", RenameVariable)),
        (1, Step.Of("inputs reordered", context =>
        {
            context.Stage.Inputs.Reverse(1, context.Stage.Inputs.Count - 1);
            context.Stage.WriteRecipe();
            return string.Join(", ", context.Stage.Inputs.Select(input => input.Variable));
        })),
        (2, Step.Of("lock damaged", context =>
        {
            if (!File.Exists(context.Stage.Lock))
                return null;
            File.Delete(context.Stage.Lock);
            if (context.Dice.OneIn(2))
                File.WriteAllText(context.Stage.Lock, Worlds.Stage.UnreadableLock);
            return context.Stage.HasUnreadableLock ? "cut off" : "deleted";
        })),
        (2, Step.Of("all moved", context =>
        {
            var moved = context.World.Beside($"moved {context.Dice.Next(1000)}");
            if (Directory.Exists(moved))
                return null;
            Directory.Move(context.World.Here, moved);
            context.World.Here = moved;
            return Path.GetFileName(moved);
        })),
        (2, Step.Of("all copied, with new times", context =>
        {
            var copy = context.World.Beside("copy");
            Worlds.Snapshot.Of(context.World.Here).Restore(copy);
            Directory.Delete(context.World.Here, recursive: true);
            Directory.Move(copy, context.World.Here);
            return "";
        })),
    ];

    static string RenameVariable(StepContext context)
    {
        var input = context.Dice.Pick(context.Stage.Inputs);
        var free = s_variables.Except(context.Stage.Inputs.Select(other => other.Variable)).ToList();
        var (earlier, name) = (input.Variable, context.Dice.Pick(free));
        input.Variable = name;
        // The recipe may still say what is no more.
        if (!context.Dice.OneIn(10))
            context.Stage.WriteRecipe();
        return $"{earlier} to {name}";
    }
}
