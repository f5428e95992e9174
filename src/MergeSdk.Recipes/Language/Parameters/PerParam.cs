namespace MergeSdk.Recipes;

/// <summary>A function of the recipe's own.</summary>
sealed class PerParam(Func<TensorContext, double> function, SourcePosition position) : Param
{
    internal override IEnumerable<double> Literals => [];

    internal override double Evaluate(TensorContext tensor)
    {
        double value;
        try
        {
            value = function(tensor);
        }
        catch (Exception exception) when (exception is not MergeException)
        {
            throw RecipeErrors.Thrown(exception, position, $"in Per, for the tensor {tensor.Name}");
        }
        return double.IsFinite(value) ? value : throw new MergeException(
            DiagnosticCodes.ParameterOutOfRange, $"Per returned {RecipeErrors.Text(value)} for the tensor {tensor.Name}; it must be a finite number", position);
    }
}
