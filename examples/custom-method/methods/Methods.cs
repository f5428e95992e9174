using MergeSdk.Graph;
using MergeSdk.Recipes;

namespace CustomMethods;

/// <summary>Functions for recipes.</summary>
public static class Methods
{
    /// <summary>The sum of task vectors after each was brought to the norm of the first, tensor by tensor, so that none drowns the others.</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="scale">A factor for the sum.</param>
    public static TaskVector Balanced(TaskVector[] vectors, Param scale) =>
        Functions.Define("balanced", vectors, sums: vectors.Length, SquaredNorms, Sum, [scale]);

    private static void SquaredNorms(MethodInputs inputs, Span<double> sums)
    {
        for (var operand = 0; operand < inputs.Count; operand++)
        {
            foreach (var value in inputs[operand])
                sums[operand] += (double)value * value;
        }
    }

    private static void Sum(MethodInputs inputs, ReadOnlySpan<double> sums, Span<float> output)
    {
        for (var operand = 0; operand < inputs.Count; operand++)
        {
            if (sums[operand] == 0)
                continue;
            var factor = (float)(inputs.Parameters[0] * Math.Sqrt(sums[0] / sums[operand]));
            var values = inputs[operand];
            for (var i = 0; i < output.Length; i++)
                output[i] += factor * values[i];
        }
    }
}
