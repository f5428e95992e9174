using System.Diagnostics;

namespace MergeSdk.Histories.Steps;

/// <summary>What happens to the folder of the output.</summary>
static class OutputSteps
{
    static readonly string[] s_foreignNames = ["notes.txt", "sub/data.bin", "other.safetensors", "model-old.safetensors"];

    public static (int Weight, Step Item)[] All { get; } =
    [
        (2, Step.Of("output deleted", context => context.Stage.DeleteOutput() ? "" : null)),
        (5, Step.Of("output file damaged", context =>
        {
            // Files of others must stay as they were made, for what is compared.
            if (context.Stage.Foreign.Count > 0 || Damage.File(context.Stage.Output, context.Dice) is not { } what)
                return null;
            context.Stage.IsDamaged = true;
            return what;
        })),
        (2, Step.Of("output file replaced by a link", Link)),
        (2, Step.Of("foreign file in the output", AddForeign)),
    ];

    static string? Link(StepContext context)
    {
        var (stage, dice) = (context.Stage, context.Dice);
        if (OperatingSystem.IsWindows() || !Directory.Exists(stage.Output))
            return null;
        var files = Directory.EnumerateFiles(stage.Output)
            .Where(file => !stage.Foreign.ContainsKey(Path.GetFileName(file))).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return null;
        var file = dice.Pick(files);
        if (new FileInfo(file).LinkTarget is not null)
            return null;
        var target = context.World.Beside($"target{context.World.LinkTargets.Count}");
        File.Copy(file, target);
        if (dice.OneIn(3))
            File.AppendAllText(target, "x");
        context.World.LinkTargets.Add(target);
        File.Delete(file);
        var isHard = dice.OneIn(2);
        if (isHard)
            Process.Start("ln", [target, file]).WaitForExit();
        else
            File.CreateSymbolicLink(file, target);
        stage.IsDamaged = true;
        return $"{Path.GetFileName(file)}, {(isHard ? "hard" : "symbolic")}";
    }

    static string AddForeign(StepContext context)
    {
        var (stage, name) = (context.Stage, context.Dice.Pick(s_foreignNames));
        var path = Path.Combine(stage.Output, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (name.Contains('/'))
            stage.Foreign[name.Split('/')[0] + "/"] = [];
        File.WriteAllBytes(path, stage.Foreign[name] = context.Dice.Bytes(40));
        stage.IsDamaged = true;
        return name;
    }
}
