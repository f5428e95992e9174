using MergeSdk.Engine;
using Spectre.Console;

namespace MergeSdk.Tool;

/// <summary>A plan as a table: tensor, expression with its numbers, shape, element type, file.</summary>
internal static class PlanTable
{
    public static string Format(MergePlan plan)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        table.AddColumns("tensor", "expression", "shape", "dtype", "file");
        foreach (var tensor in plan.Tensors)
        {
            var expression = plan.Expressions[tensor.Expression].Format(index => Name(tensor, tensor.Inputs[index]));
            table.AddRow(
                new Text(tensor.Name), new Text(expression), new Text(tensor.Shape.ToString()), new Text(Tensors.DTypes.Code(tensor.DType)), new Text(plan.Shards[tensor.Shard].File));
        }
        return TextTable.Render(table);
    }

    /// <summary>An input as the recipe names its model, with the tensor where it is another than the output's.</summary>
    private static string Name(PlannedTensor tensor, TensorReference input) =>
        input.Tensor == tensor.Name ? input.Model : $"{input.Model}[{input.Tensor}]";
}
