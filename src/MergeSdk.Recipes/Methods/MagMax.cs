using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>For each element the value of largest magnitude among task vectors, of equals the later one's (Marczak et al. 2024, "MagMax").</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <exception cref="MergeException">No vector, or tensors that differ in shape or type.</exception>
    [KnownAs("MagMax", "Output = Base + MagMax([a - Base, b - Base]);", Paper = "Marczak et al. 2024, arXiv:2407.06322")]
    public static TaskVector MagMax(IEnumerable<TaskVector> vectors) =>
        new(VectorMethodNode.Create("MagMax", Nodes(vectors), [], method: _ => new MagMax()));
}

/// <summary>For each element the task vector's value of largest magnitude, of equals the later donor's (Marczak et al. 2024, "MagMax").</summary>
[Method("magMax")]
sealed record MagMax : Method
{
    public override string Text(IReadOnlyList<string> operands) => $"MagMax([{string.Join(", ", operands)}])";

    public override TileOperation CreateOperation(OperationContext context) => new Operation(context.Operands);

    sealed class Operation(int terms) : TileOperation
    {
        public override void Evaluate(in Tile tile, Span<float> result)
        {
            tile[0].CopyTo(result);
            for (var term = 1; term < terms; term++)
                Kernels.TakeLarger(tile[term], result);
        }
    }
}
