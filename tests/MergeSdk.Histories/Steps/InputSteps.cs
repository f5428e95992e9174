using MergeSdk.Histories.Worlds;
using MergeSdk.TestModels;

namespace MergeSdk.Histories.Steps;

/// <summary>Changes of models and adapters.</summary>
static class InputSteps
{
    static readonly string[] s_sideFiles = ["tokenizer.json", "chat_template.jinja", "generation_config.json", "vocab.txt"];

    public static (int Weight, Step Item)[] All { get; } =
    [
        (8, Step.Of("input tensor changed", context => ChangeTensor(context, (tensor, dice) =>
            PlainTensor.Random(tensor.DType, tensor.Shape, dice.Next(int.MaxValue))))),
        (2, Step.Of("input tensor made zero", context => ChangeTensor(context, (tensor, _) => tensor with { Bytes = new byte[tensor.Bytes.Length] }))),
        (2, Step.Of("NaN in an input", context => ChangeTensor(context, WithNaN))),
        (2, Step.Of("type of an input tensor changed", context => ChangeTensor(context, (tensor, dice) =>
            PlainTensor.Random(dice.Pick(["F32", "BF16", "F16", "F64"]), tensor.Shape, dice.Next(int.MaxValue))))),
        (3, Step.Of("times of inputs changed", Touch)),
        (1, Step.Of("tensor renamed", RenameTensor)),
        (2, Step.Of("model copied onto another", CopyModel)),
        (5, Step.Of("models as they were at first", context =>
        {
            for (var i = 0; i < context.World.Models.Count; i++)
            {
                context.World.Models[i].Become(context.World.FirstModels[i]);
                Write(context, context.World.Models[i], "");
            }
            return "";
        })),
        (2, Step.Of("model folder renamed", RenameFolder)),
        (2, Step.Of("model resharded", Reshard)),
        (5, Step.Of("small file changed", ChangeSmallFile)),
    ];

    static TestModel Any(StepContext context) => context.Dice.Pick(context.World.Models);

    static string Write(StepContext context, TestModel model, string what)
    {
        var (inPlace, keepTimes) = (context.Dice.OneIn(2), context.Dice.OneIn(4));
        model.Write(context.World.PathOf(model), inPlace, keepTimes);
        return $"{model.Folder}: {what}{(inPlace ? ", in place" : "")}{(keepTimes ? ", with its old time" : "")}";
    }

    static string? ChangeTensor(StepContext context, Func<PlainTensor, Dice, PlainTensor> change)
    {
        var model = Any(context);
        var name = context.Dice.Pick(model.Tensors.Keys.Order(StringComparer.Ordinal).ToList());
        if (model.Tensors[name].DType == "I64")
            return null;
        model.Tensors[name] = change(model.Tensors[name], context.Dice);
        return Write(context, model, name);
    }

    static PlainTensor WithNaN(PlainTensor tensor, Dice dice)
    {
        var size = tensor.Bytes.Length / (int)tensor.Count;
        var bytes = tensor.Bytes.ToArray();
        // All bits of a number set are a NaN in each of the types.
        bytes.AsSpan(dice.Next((int)tensor.Count) * size, size).Fill(0xFF);
        return tensor with { Bytes = bytes };
    }

    static string Touch(StepContext context)
    {
        var model = Any(context);
        foreach (var file in Directory.EnumerateFiles(context.World.PathOf(model)))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-context.Dice.Next(1000)));
        return model.Folder;
    }

    static string RenameTensor(StepContext context)
    {
        var first = Any(context);
        var name = context.Dice.Pick(first.Tensors.Keys.Order(StringComparer.Ordinal).ToList());
        var newName = name.EndsWith(".renamed.weight", StringComparison.Ordinal) ? name.Replace(".renamed", "") : name.Replace(".weight", ".renamed.weight");
        // In one model alone this is mostly an error.
        var models = context.Dice.OneIn(6) ? [first] : context.World.Models;
        foreach (var model in models.Where(model => model.Tensors.ContainsKey(name)))
        {
            model.Tensors = model.Tensors.ToDictionary(tensor => tensor.Key == name ? newName : tensor.Key, tensor => tensor.Value);
            Write(context, model, newName);
        }
        return $"{name} to {newName} in {string.Join(", ", models.Select(model => model.Folder))}";
    }

    static string? CopyModel(StepContext context)
    {
        var (from, to) = (Any(context), Any(context));
        if (from == to || from.IsAdapter != to.IsAdapter)
            return null;
        to.Become(from);
        return Write(context, to, $"the same as {from.Folder}");
    }

    static string RenameFolder(StepContext context)
    {
        var model = Any(context);
        var earlier = context.World.PathOf(model);
        model.Folder = $"{model.Folder.Split('-')[0]}-{context.Dice.Next(1000)}";
        if (context.World.PathOf(model) != earlier)
            Directory.Move(earlier, context.World.PathOf(model));
        return model.Folder;
    }

    static string? Reshard(StepContext context)
    {
        var model = Any(context);
        if (model.IsAdapter)
            return null;
        model.Shards = context.Dice.Between(1, 4);
        return Write(context, model, $"{model.Shards} weight files");
    }

    static string ChangeSmallFile(StepContext context)
    {
        // The first one's are those of most outputs.
        var model = context.Dice.OneIn(2) ? context.World.Models[0] : Any(context);
        var file = context.Dice.Pick(s_sideFiles);
        if (model.Files.ContainsKey(file) && context.Dice.OneIn(2))
            model.Files.Remove(file);
        else if (context.Dice.OneIn(5))
            model.SetText("README.md", $"---\nlicense: {context.Dice.Pick(["mit", "apache-2.0", "cc-by-nc-4.0"])}\n---\n");
        else
            model.SetText(file, $$"""{"version": "{{context.Dice.Next(1000)}}"}""");
        return Write(context, model, string.Join(", ", model.Files.Keys));
    }
}
