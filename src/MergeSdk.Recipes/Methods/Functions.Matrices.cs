using System.Collections.Immutable;
using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>What the methods on matrices have in common.</summary>
public static partial class Functions
{
    /// <summary>The largest number of elements that an array may have.</summary>
    const long MostElements = 0x7fffffc7;

    /// <summary>Whether a tensor is a matrix.</summary>
    /// <exception cref="MergeException">It is one, but too large to be held as a whole.</exception>
    static bool IsMatrix(string label, TensorContext tensor, long square = 0)
    {
        if (tensor.Shape.Rank != 2 || tensor.Shape.ElementCount == 0)
            return false;
        if (tensor.Shape.ElementCount <= MostElements && square <= Math.Sqrt(MostElements))
            return true;
        throw new MergeException(
            DiagnosticCodes.MethodUndefined,
            $"{label}: the tensor {tensor.Name} {tensor.Shape} is too large: its matrices must have at most {MostElements} elements each. Use another method for it.");
    }

    static Node Scaled(TensorCall call, Node node, double factor) => factor == 1 ? node : Sum(call, [node], factor);

    static Node Sum(TensorCall call, ImmutableArray<Node> operands, double weight) =>
        call.Add(new Arithmetic.Linear([.. operands.Select(_ => weight)]), operands);
}
