using System.Globalization;
using System.Text.RegularExpressions;
using MergeSdk.Build.Artifact;
using MergeSdk.Tensors;

namespace MergeSdk.Tool;

/// <summary>What a model folder holds: its size and types, of a merged model also what it was made from, and its tensors as a table.</summary>
static partial class Inspection
{
    const int MostCharacters = 200;

    public static IEnumerable<string> Summary(Checkpoint model)
    {
        var tensors = model.Tensors.Values;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Folder}: {Count(tensors.Count(), "tensor")}, {tensors.Sum(tensor => tensor.Info.Shape.ElementCount):N0} parameters, {Sizes.Format(tensors.Sum(tensor => tensor.ByteCount))} in {Count(model.Files.Count, "file")}");
        yield return $"types: {string.Join(", ", tensors.GroupBy(tensor => tensor.Info.DType).OrderByDescending(type => type.Sum(tensor => tensor.ByteCount)).Select(type => $"{type.Key.Code()} ({Count(type.Count(), "tensor")})"))}";
        if (LockFile.TryRead(Path.Combine(model.Folder, LockFile.Name)) is not { } locked)
            yield break;
        yield return $"merged from: {string.Join(", ", locked.Inputs.Select(input => $"{input.Key} ({input.Value.Path})"))}";
        if (Output(Path.Combine(model.Folder, SmallFiles.Card)) is { } output)
            yield return $"recipe: {output}";
    }

    public static IEnumerable<string> Table(Checkpoint model) => TextTable.Lines(
        ["tensor", "shape", "dtype", "size", "file"],
        model.Tensors.Values.OrderBy(tensor => tensor.Info.Name, NaturalComparer.Instance).ToList().Select(tensor => (string[])[
            tensor.Info.Name,
            tensor.Info.Shape.ToString(),
            tensor.Info.DType.Code(),
            Sizes.Format(tensor.ByteCount),
            Path.GetFileName(tensor.File.Path)]));

    static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>What the recipe in a model card assigns to <c>Output</c>, on one line; of a long statement the beginning.</summary>
    static string? Output(string card)
    {
        if (!File.Exists(card) || OutputStatement().Match(File.ReadAllText(card)) is not { Success: true, Value: var statement })
            return null;
        var line = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > MostCharacters ? $"{line[..MostCharacters]}…" : line;
    }

    [GeneratedRegex(@"^Output\s*=[\s\S]*?;[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex OutputStatement();
}
