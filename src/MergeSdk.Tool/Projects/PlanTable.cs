using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Tool;

/// <summary>A plan as a table: tensor, expression with its numbers, shape, element type, file.</summary>
static class PlanTable
{
    public static IEnumerable<string> Lines(MergePlan plan) => TextTable.Lines(["tensor", "expression", "shape", "dtype", "file"], Rows(plan));

    static IEnumerable<string[]> Rows(MergePlan plan)
    {
        var texts = new Dictionary<Node, (PlannedTensor Tensor, string Text)>();
        foreach (var tensor in plan.Tensors)
        {
            // The thousands of tensors of a layer read alike; formatting a text for each would take longer than the plan.
            if (!texts.TryGetValue(tensor.Node, out var known) || !ReadsAlike(known.Tensor, tensor))
                texts[tensor.Node] = known = (tensor, NodeText.Of(tensor.Node, index => Name(tensor, tensor.Inputs[index])));
            yield return [tensor.Name, known.Text, tensor.Shape.ToString(), tensor.DType.Code(), plan.Shards[tensor.Shard].File];
        }
    }

    /// <summary>Whether two tensors of one computation have the same text: the same models, and no names of other tensors.</summary>
    static bool ReadsAlike(PlannedTensor first, PlannedTensor second)
    {
        if (first.Inputs.Count != second.Inputs.Count)
            return false;
        for (var i = 0; i < first.Inputs.Count; i++)
        {
            var (x, y) = (first.Inputs[i], second.Inputs[i]);
            if (x.Model != y.Model || x.Tensor != first.Name || y.Tensor != second.Name)
                return false;
        }
        return true;
    }

    /// <summary>An input as the recipe names its model, with the tensor where it is another than the output's.</summary>
    static string Name(PlannedTensor tensor, TensorReference input) =>
        input.Tensor == tensor.Name ? input.Model : $"{input.Model}[{input.Tensor}]";
}
