namespace MergeSdk.Recipes;

/// <summary>Tensors in which the operands of one operation differ. Whether that is a mistake depends on <c>Missing</c>, which may be assigned later.</summary>
/// <param name="Operation">The operation, for messages.</param>
sealed record TensorDifferences(string Operation)
{
    /// <summary>Where the recipe says it.</summary>
    public CallSite? Site { get; set; }

    /// <summary>Tensors of the result that an operand lacks.</summary>
    public List<(string Tensor, string Operand)> Missing { get; } = [];

    /// <summary>Tensors that only this operand has, which the result therefore lacks.</summary>
    public List<(string Tensor, string Operand)> Extra { get; } = [];

    /// <summary>Integer tensors of the result, which are not computed with.</summary>
    public List<string> Integers { get; } = [];

    public bool IsEmpty => Missing.Count == 0 && Extra.Count == 0 && Integers.Count == 0;
}
