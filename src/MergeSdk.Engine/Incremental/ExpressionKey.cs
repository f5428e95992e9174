namespace MergeSdk.Engine.Incremental;

/// <summary>What an expression adds to the keys of all tensors that it is evaluated for. Made once: a mixture of experts has a hundred thousand of them.</summary>
sealed class ExpressionKey
{
    /// <summary>The key's parts of an expression.</summary>
    public ExpressionKey(Expression expression)
    {
        Text = expression.ToString();
        Methods = expression.Methods;
        Read = [.. expression.InputIndexes];
        Named = [.. expression.Nodes.SelectMany(node => node.NamedInputs).Select(input => input.Index).Distinct()];
    }

    /// <summary>The expression with its numbers, inputs as <c>#0</c>, <c>#1</c>….</summary>
    public string Text { get; }

    /// <summary>The methods in it, each with its version.</summary>
    public string Methods { get; }

    /// <summary>The indexes of the inputs that it reads, in the order of their first use.</summary>
    public IReadOnlyList<int> Read { get; }

    /// <summary>The indexes of the inputs whose names decide the result.</summary>
    public IReadOnlyList<int> Named { get; }
}
