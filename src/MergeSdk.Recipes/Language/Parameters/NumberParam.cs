namespace MergeSdk.Recipes;

/// <summary>The same number for every tensor.</summary>
sealed class NumberParam(double value) : Param
{
    public double Value => value;

    internal override IEnumerable<double> Literals => [value];

    internal override double Evaluate(TensorContext tensor) => value;
}
