using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine.Factors;

/// <summary>Takes a factor's value from an earlier build; or gathers its operands in one pass, computes and keeps it.</summary>
sealed class FactorOperation : TileOperation
{
    readonly Factor _factor;
    readonly OperationContext _context;
    readonly GatheredMatrices _operands;
    FactorValue? _value;

    public FactorOperation(Factor factor, OperationContext context)
    {
        (_factor, _context) = (factor, context);
        _operands = new GatheredMatrices(factor.Operands.Count, context);
        _value = context.Factors.Find(factor);
    }

    public override bool NeedsPass => _value is null;

    public Factor Factor => _factor;

    /// <summary>The value, as soon as no pass is needed anymore.</summary>
    public FactorValue Value => _value ?? throw new InvalidOperationException("The factor is not computed yet.");

    public override void Accumulate(in Tile tile) => _operands.Add(tile);

    public override void EndPass(ParallelLoop loop)
    {
        var operands = _operands.Take();
        // The whole result would be NaN, and what iterates would not end.
        if (Array.Exists(operands, operand => Array.Exists(operand, value => !float.IsFinite(value))))
        {
            throw new MergeException(
                DiagnosticCodes.MethodUndefined,
                $"{_factor.GetType().Name}: a task vector has infinities or NaN in the tensor {_context.Tensor.Name}, so it has no singular values or Gram matrix."
                + " Leave that model out, or use another method for the tensor.");
        }
        _value = _factor.Compute(operands, _operands.Rows, _operands.Columns, loop);
        _context.Factors.Keep(_factor, _value);
    }

    public override void Evaluate(in Tile tile, Span<float> result) => Value.Tensor.AsSpan((int)tile.Start, tile.Length).CopyTo(result);
}
