using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories.Steps;

/// <summary>What happens to the folder of the state.</summary>
static class StateSteps
{
    public static (int Weight, Step Item)[] All { get; } =
    [
        (2, Step.Of("state deleted", context =>
        {
            if (!Directory.Exists(context.Stage.State))
                return null;
            Directory.Delete(context.Stage.State, recursive: true);
            return "";
        })),
        (5, Step.Of("state file damaged", context => Damage.File(context.Stage.State, context.Dice))),
        (3, Step.Of("older state", context =>
        {
            if (context.Stage.EarlierStates.Count == 0)
                return null;
            context.Stage.EarlierStates[0].Restore(context.Stage.State);
            return $"that of {context.Stage.EarlierStates.Count} builds ago";
        })),
        (2, Step.Of("foreign state", context =>
        {
            var other = context.World.Stages.First(stage => stage != context.Stage || context.World.Stages.Count == 1);
            if (other == context.Stage || !Directory.Exists(other.State))
                return null;
            Snapshot.Of(other.State).Restore(context.Stage.State);
            return $"that of {other.Name}";
        })),
    ];
}
