namespace MergeSdk.Graph;

/// <summary>Takes a factor's value from an earlier build; or gathers its operands in one pass, computes and keeps it.</summary>
sealed class FactorOperation(FactorMethod method, OperationContext context) : TileOperation
{
    FactorValue? _value = context.FindFactor(context.Node);

    /// <summary>The value, as soon as no pass is needed anymore.</summary>
    public FactorValue Value => _value ?? throw new InvalidOperationException("The factor is not computed yet.");

    public override IEnumerable<Pass> Passes()
    {
        if (_value is not null)
            yield break;
        var gathered = new GatheredMatrices(context.Operands, context);
        yield return new Pass(gathered.Add);
        var operands = gathered.Take();
        // The whole result would be NaN, and what iterates would not end.
        if (Array.Exists(operands, operand => Array.Exists(operand, value => !float.IsFinite(value))))
        {
            throw new MergeException(
                DiagnosticCodes.MethodUndefined,
                $"{method.GetType().Name}: a task vector has infinities or NaN in the tensor {context.Tensor}, so it has no singular values or Gram matrix."
                + " Leave that model out, or use another method for the tensor.");
        }
        _value = method.Compute(operands, gathered.Rows, gathered.Columns, context.Matrices, context.Loop);
        context.KeepFactor(context.Node, _value);
    }

    public override void Evaluate(in Tile tile, Span<float> result) => Value.Tensor.AsSpan((int)tile.Start, tile.Length).CopyTo(result);
}
