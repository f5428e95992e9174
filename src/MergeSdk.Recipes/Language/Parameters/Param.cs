namespace MergeSdk.Recipes;

/// <summary>
/// A parameter that may differ from tensor to tensor: a number, <c>Gradient(0, 0.5, 1)</c>, <c>ByName(("*.mlp.*", 0.3), ("*", 0.5))</c> or
/// <c>Per(tensor => tensor.Layer &lt; 8 ? 0.2 : 0.8)</c>. All become numbers when the recipe is compiled.
/// </summary>
public abstract class Param
{
    private protected Param()
    {
    }

    /// <summary>The numbers that the recipe wrote, to be checked before any tensor is looked at.</summary>
    internal abstract IEnumerable<double> Literals { get; }

    /// <summary>The parameter for one tensor.</summary>
    internal abstract double Evaluate(TensorContext tensor);

    /// <summary>Called after the last tensor: fails if part of the parameter was of no use to any.</summary>
    internal virtual void CheckUsed()
    {
    }

    /// <summary>The same number for every tensor. It must be finite.</summary>
    public static implicit operator Param(double value) => new NumberParam(RecipeErrors.Finite(value));
}
