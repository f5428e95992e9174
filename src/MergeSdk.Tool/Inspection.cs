using System.Globalization;
using MergeSdk.Tensors;

namespace MergeSdk.Tool;

/// <summary>A model folder as a table of its tensors, with totals.</summary>
static class Inspection
{
    public static IEnumerable<string> Lines(Checkpoint model)
    {
        var table = TextTable.Lines(
            ["tensor", "shape", "dtype", "size", "file"],
            model.Tensors.Values.OrderBy(tensor => tensor.Info.Name, NaturalComparer.Instance).ToList().Select(tensor => (string[])[
                tensor.Info.Name,
                tensor.Info.Shape.ToString(),
                tensor.Info.DType.Code(),
                Sizes.Format(tensor.ByteCount),
                Path.GetFileName(tensor.File.Path)]));
        var parameters = model.Tensors.Values.Sum(tensor => tensor.Info.Shape.ElementCount);
        var bytes = model.Tensors.Values.Sum(tensor => tensor.ByteCount);
        return table.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Folder}: {model.Tensors.Count} tensors, {parameters:N0} parameters, {Sizes.Format(bytes)} in {model.Files.Count} file{(model.Files.Count == 1 ? "" : "s")}"));
    }
}
