using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic;

/// <summary>
/// Σ wᵢ·xᵢ, element by element, in the recipe's order: a model soup (weights that add up to one; Wortsman et al. 2022, "Model soups")
/// and every linear combination of task vectors. Weights are rounded to float32 once.
/// </summary>
/// <param name="Weights">wᵢ, finite, one for each operand.</param>
[Method("linear")]
sealed record Linear(Numbers Weights) : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new Operation([.. Weights.Select(weight => (float)weight)]);

    public override string Text(IReadOnlyList<string> operands) =>
        $"({string.Join(" + ", operands.Zip(Weights, (operand, weight) => weight == 1 ? operand : $"{Number(weight)} * {operand}"))})";

    sealed class Operation(float[] weights) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result)
        {
            Kernels.Scale(tile[0], weights[0], result);
            for (var i = 1; i < weights.Length; i++)
                Kernels.AddScaled(tile[i], weights[i], result);
        }
    }
}
