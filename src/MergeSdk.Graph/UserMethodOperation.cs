using System.Buffers;
using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>Runs the code of a <see cref="UserMethod"/> over the tiles of one tensor.</summary>
sealed class UserMethodOperation : TileOperation
{
    readonly UserMethodCode _code;
    readonly string _tensor;
    readonly TensorShape _shape;
    readonly double[] _parameters;
    readonly int _operands;
    readonly double[] _sums;
    readonly int _tileCount;
    readonly double[] _tileSums;

    public UserMethodOperation(UserMethodCode code, UserMethod method, OperationContext context)
    {
        (_code, _tensor, _shape, _tileCount) = (code, context.Tensor, context.Shape, context.TileCount);
        _parameters = [.. method.Parameters];
        _operands = context.Operands;
        _sums = new double[code.Sums];
        _tileSums = ArrayPool<double>.Shared.Rent(checked(_tileCount * code.Sums));
    }

    public override IEnumerable<Pass> Passes()
    {
        if (_code.Measure is null)
            yield break;
        yield return new Pass(Measure);
        for (var tile = 0; tile < _tileCount; tile++)
        {
            for (var i = 0; i < _sums.Length; i++)
                _sums[i] += _tileSums[(tile * _sums.Length) + i];
        }
    }

    public override void Evaluate(in Tile tile, Span<float> result)
    {
        // Whatever the register held before would differ with the number of threads, should the code leave elements out.
        result.Clear();
        try
        {
            _code.Combine(Inputs(tile), _sums, result);
        }
        catch (Exception e) when (IsOfTheCode(e))
        {
            throw _code.Failed(e, _tensor);
        }
    }

    public override void Release() => ArrayPool<double>.Shared.Return(_tileSums);

    static bool IsOfTheCode(Exception e) => e is not (MergeException or OperationCanceledException);

    void Measure(in Tile tile)
    {
        var sums = _tileSums.AsSpan(tile.Index * _sums.Length, _sums.Length);
        sums.Clear();
        try
        {
            _code.Measure!(Inputs(tile), sums);
        }
        catch (Exception e) when (IsOfTheCode(e))
        {
            throw _code.Failed(e, _tensor);
        }
    }

    MethodInputs Inputs(in Tile tile) => new(tile, _operands, _parameters, _shape);
}
