using MergeSdk.Engine;
using MergeSdk.Tensors;

namespace MergeSdk.Tool;

/// <summary>A plan as a table: tensor, expression with its numbers, shape, element type, file.</summary>
static class PlanTable
{
    public static string Format(MergePlan plan) => TextTable.Render(
        ["tensor", "expression", "shape", "dtype", "file"],
        [.. plan.Tensors.Select(tensor => (string[])[
            tensor.Name,
            plan.Expressions[tensor.Expression].Format(index => Name(tensor, tensor.Inputs[index])),
            tensor.Shape.ToString(),
            tensor.DType.Code(),
            plan.Shards[tensor.Shard].File])]);

    /// <summary>An input as the recipe names its model, with the tensor where it is another than the output's.</summary>
    static string Name(PlannedTensor tensor, TensorReference input) =>
        input.Tensor == tensor.Name ? input.Model : $"{input.Model}[{input.Tensor}]";
}
