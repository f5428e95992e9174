using System.Globalization;
using MergeSdk.Tensors;
using Spectre.Console;

namespace MergeSdk.Tool;

/// <summary>A model folder as a table of its tensors, with totals.</summary>
internal static class Inspection
{
    public static string Format(Checkpoint model)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("tensor", "shape", "dtype", "size", "file");
        foreach (var tensor in model.Tensors.Values.OrderBy(tensor => tensor.Info.Name, NaturalComparer.Instance))
        {
            table.AddRow(
                new Text(tensor.Info.Name),
                new Text(tensor.Info.Shape.ToString()),
                new Text(tensor.Info.DType.Code()),
                new Text(Sizes.Format(tensor.ByteCount)),
                new Text(Path.GetFileName(tensor.File.Path)));
        }
        var parameters = model.Tensors.Values.Sum(tensor => tensor.Info.Shape.ElementCount);
        var bytes = model.Tensors.Values.Sum(tensor => tensor.ByteCount);
        return TextTable.Render(table) + string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Folder}: {model.Tensors.Count} tensors, {parameters:N0} parameters, {Sizes.Format(bytes)} in {model.Files.Count} file{(model.Files.Count == 1 ? "" : "s")}");
    }
}
