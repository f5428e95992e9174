using System.Buffers;
using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Finds, exactly and in passes over tiles, which k of n elements have the largest magnitudes, among equals those of lowest index (or of highest):
/// a radix selection on the magnitude's bits (high half, low half), then a count of equals for each tile.
/// </summary>
sealed class MagnitudeThreshold
{
    readonly long _keep;
    readonly int[] _equalsInTile;
    readonly int _tileCount;
    readonly Histogram _high;
    Histogram? _low;
    Stage _stage;
    int _bucket;
    long _aboveBucket;
    uint _threshold;
    long _equalsToKeep;

    readonly int _workers;
    readonly bool _lastOfEquals;

    public MagnitudeThreshold(long keep, OperationContext context, bool lastOfEquals = false)
    {
        _lastOfEquals = lastOfEquals;
        _keep = keep;
        _tileCount = context.TileCount;
        _equalsInTile = ArrayPool<int>.Shared.Rent(Math.Max(1, _tileCount));
        _high = new Histogram(MagnitudeSelection.HighBuckets, context.Workers);
        _workers = context.Workers;
        _stage = keep <= 0 ? Stage.KeepNone : keep >= context.ElementCount ? Stage.KeepAll : Stage.High;
    }

    /// <summary>A threshold that is known already, as bits, with the number of elements equal to it that are kept; null if all are. Those are still to be counted.</summary>
    public static MagnitudeThreshold Known((uint Bits, long? KeptEquals) threshold, OperationContext context) => new(0, context)
    {
        _threshold = threshold.Bits,
        _equalsToKeep = threshold.KeptEquals ?? long.MaxValue,
        _stage = threshold.KeptEquals is null ? Stage.Known : Stage.Equals,
    };

    enum Stage
    {
        High,
        Low,
        Equals,
        Known,
        KeepNone,
        KeepAll,
    }

    public bool NeedsPass => _stage is Stage.High or Stage.Low or Stage.Equals;

    public void Accumulate(in Tile tile, ReadOnlySpan<float> values)
    {
        switch (_stage)
        {
            case Stage.High:
                MagnitudeSelection.CountHigh(values, _high.Of(tile.Worker));
                break;
            case Stage.Low:
                MagnitudeSelection.CountLow(values, _bucket, _low!.Of(tile.Worker));
                break;
            case Stage.Equals:
                _equalsInTile[tile.Index] = MagnitudeSelection.CountEqual(values, _threshold);
                break;
        }
    }

    public void EndPass()
    {
        switch (_stage)
        {
            case Stage.High:
                (_bucket, _aboveBucket) = _high.FindRankFromTop(_keep);
                _low = new Histogram(MagnitudeSelection.LowBuckets, _workers);
                _stage = Stage.Low;
                break;
            case Stage.Low:
                var (low, above) = _low!.FindRankFromTop(_keep - _aboveBucket);
                _threshold = MagnitudeSelection.Bits(_bucket, low);
                _equalsToKeep = _keep - _aboveBucket - above;
                // Where all equals are kept their order does not matter, and the pass that counts them is saved.
                _stage = _equalsToKeep == _low.Count(low) ? Stage.Known : Stage.Equals;
                if (_stage == Stage.Known)
                    _equalsToKeep = long.MaxValue;
                break;
            case Stage.Equals:
                var before = 0L;
                for (var i = 0; i < _tileCount; i++)
                {
                    // From here on the entry is how many equals of this tile are kept.
                    var tile = _lastOfEquals ? _tileCount - 1 - i : i;
                    var equals = _equalsInTile[tile];
                    _equalsInTile[tile] = (int)Math.Clamp(_equalsToKeep - before, 0, equals);
                    before += equals;
                }
                _stage = Stage.Known;
                break;
        }
    }

    /// <summary>Copies the elements that are kept and writes zero for the others.</summary>
    public void Keep(in Tile tile, ReadOnlySpan<float> values, Span<float> result)
    {
        switch (_stage)
        {
            case Stage.KeepNone:
                result.Clear();
                break;
            case Stage.KeepAll:
                values.CopyTo(result);
                break;
            default:
                var equals = _equalsToKeep == long.MaxValue ? values.Length : _equalsInTile[tile.Index];
                if (_lastOfEquals && equals < values.Length)
                    KeepLast(values, equals, result);
                else
                    MagnitudeSelection.Keep(values, _threshold, equals, result);
                break;
        }
    }

    void KeepLast(ReadOnlySpan<float> values, int equals, Span<float> result)
    {
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var bits = MagnitudeSelection.MagnitudeBits(values[i]);
            result[i] = bits > _threshold || (bits == _threshold && equals-- > 0) ? values[i] : 0;
        }
    }

    public void Release()
    {
        _high.Release();
        _low?.Release();
        ArrayPool<int>.Shared.Return(_equalsInTile);
    }
}
