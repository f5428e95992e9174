namespace MergeSdk.Recipes;

/// <summary>Piecewise linear over the layers.</summary>
sealed class GradientParam(double[] values) : Param
{
    internal override IEnumerable<double> Literals => values;

    internal override double Evaluate(TensorContext tensor)
    {
        var scaled = tensor.Position * (values.Length - 1);
        var left = (int)Math.Floor(scaled);
        var fraction = scaled - left;
        return (1 - fraction) * values[left] + fraction * values[Math.Min(left + 1, values.Length - 1)];
    }
}
