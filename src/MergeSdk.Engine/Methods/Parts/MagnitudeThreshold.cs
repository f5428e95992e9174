using System.Buffers;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Finds, exactly and in passes over tiles, which k of n elements have the largest magnitudes, among equals those of lowest index (or of highest): by a
/// <see cref="RankSearch"/>, and if that has not counted the threshold's equals in each tile, a pass that does.
/// </summary>
sealed class MagnitudeThreshold
{
    readonly OperationContext _context;
    readonly Func<long, long>? _keepOf;
    readonly bool _lastOfEquals;
    readonly RankSearch _search;
    readonly long[] _nonzero;
    readonly int[] _equals;
    long _keep;
    Stage _stage;

    /// <param name="keep">k.</param>
    /// <param name="context">The tensor.</param>
    /// <param name="lastOfEquals">Whether equals of highest index are kept, and not those of lowest.</param>
    public MagnitudeThreshold(long keep, OperationContext context, bool lastOfEquals = false)
        : this(context)
    {
        _lastOfEquals = lastOfEquals;
        SetKeep(keep);
    }

    /// <param name="keepOf">k of the number of elements that are not zero.</param>
    /// <param name="context">The tensor.</param>
    public MagnitudeThreshold(Func<long, long> keepOf, OperationContext context)
        : this(context) => _keepOf = keepOf;

    MagnitudeThreshold(OperationContext context, RankSearch? known = null)
    {
        _context = context;
        _search = known ?? new RankSearch(context);
        _nonzero = new long[context.Workers];
        _equals = ArrayPool<int>.Shared.Rent(Math.Max(1, context.TileCount));
        _stage = context.ElementCount == 0 ? Stage.KeepNone : Stage.Search;
    }

    /// <summary>A threshold that is known already, as bits, with the number of elements equal to it that are kept; null if all are. Those are still to be counted.</summary>
    public static MagnitudeThreshold Known((uint Bits, long? KeptEquals) threshold, OperationContext context) => new(context, RankSearch.Known(threshold.Bits, context))
    {
        _keep = threshold.KeptEquals ?? 0,
        _stage = threshold.KeptEquals is null ? Stage.KeepEquals : Stage.Equals,
    };

    enum Stage
    {
        Search,
        Equals,

        /// <summary>How many equals of each tile are kept is known, too.</summary>
        Known,

        /// <summary>All equals are kept.</summary>
        KeepEquals,
        KeepNone,
        KeepAll,
    }

    public bool NeedsPass => _stage is Stage.Search or Stage.Equals;

    /// <summary>Whether the pass is to bring the sample's tiles only.</summary>
    public bool TakesSample => _stage == Stage.Search && _search.TakesSample;

    public void Accumulate(in Tile tile, ReadOnlySpan<float> values)
    {
        if (_stage == Stage.Equals)
        {
            _equals[tile.Index] = MagnitudeSelection.CountEqual(values, _search.Bits);
            return;
        }
        if (_keepOf is not null)
            _nonzero[tile.Worker] += values.Length - MagnitudeSelection.CountEqual(values, 0);
        _search.Accumulate(tile, values);
    }

    public void EndPass()
    {
        switch (_stage)
        {
            case Stage.Search when _search.TakesSample:
                _search.EndSample(ExpectedShare());
                break;
            case Stage.Search:
                if (_keepOf is not null)
                    SetKeep(_keepOf(TakeNonzero()));
                if (_stage == Stage.Search)
                    EndSearchPass();
                break;
            case Stage.Equals:
                DivideEquals();
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
                var equals = _stage == Stage.KeepEquals ? values.Length : _equals[tile.Index];
                if (_lastOfEquals && equals > 0 && equals < values.Length)
                    KeepLast(values, equals, result);
                else
                    MagnitudeSelection.Keep(values, _search.Bits, equals, result);
                break;
        }
    }

    public void Release()
    {
        _search.Release();
        ArrayPool<int>.Shared.Return(_equals);
    }

    void SetKeep(long keep)
    {
        _keep = keep;
        if (keep <= 0)
            _stage = Stage.KeepNone;
        else if (keep >= _context.ElementCount)
            _stage = Stage.KeepAll;
    }

    /// <summary>k/n, by the sample's tiles.</summary>
    double ExpectedShare()
    {
        if (_keepOf is null)
            return (double)_keep / _context.ElementCount;
        var sampled = (long)_context.Tiling.SampleTiles * _context.Tiling.TileElements;
        return (double)_keepOf(TakeNonzero()) / sampled;
    }

    long TakeNonzero()
    {
        var nonzero = _nonzero.Sum();
        Array.Clear(_nonzero);
        return nonzero;
    }

    void EndSearchPass()
    {
        _search.EndPass(_keep);
        if (_search.NeedsPass)
            return;
        if (_search.Above + _search.Equal == _keep)
        {
            // Their order does not matter.
            _stage = Stage.KeepEquals;
        }
        else if (_search.EqualInTiles is { } counted)
        {
            counted.AsSpan(0, _context.TileCount).CopyTo(_equals);
            DivideEquals();
        }
        else
        {
            _stage = Stage.Equals;
        }
    }

    /// <summary>Makes of the number of equals in each tile the number of those to keep.</summary>
    void DivideEquals()
    {
        var left = _keep - _search.Above;
        for (var i = 0; i < _context.TileCount; i++)
        {
            ref var equals = ref _equals[_lastOfEquals ? _context.TileCount - 1 - i : i];
            var kept = Math.Min(left, equals);
            left -= kept;
            // All of a tile's are as many as its elements, which spares looking for the last ones.
            equals = kept == equals ? _context.Tiling.TileElements : (int)kept;
        }
        _stage = Stage.Known;
    }

    void KeepLast(ReadOnlySpan<float> values, int equals, Span<float> result)
    {
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var bits = MagnitudeSelection.MagnitudeBits(values[i]);
            result[i] = bits > _search.Bits || (bits == _search.Bits && equals-- > 0) ? values[i] : 0;
        }
    }
}
