using System.Buffers;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>
/// Finds, exactly and in passes over tiles, which k of n elements have the largest magnitudes, among equals those of lowest index (or of highest): by a
/// <see cref="RankSearch"/>, and if that has not counted the threshold's equals in each tile, a pass that does.
/// </summary>
sealed class MagnitudeThreshold
{
    readonly OperationContext _context;
    readonly Func<long, long> _keepOf;
    readonly bool _countsNonzero;
    readonly bool _lastOfEquals;
    readonly (uint Bits, long? KeptEquals)? _known;
    readonly RankSearch _search;
    readonly long[] _nonzero;
    readonly int[] _equals;
    long _keep;
    Kept _kept;

    /// <param name="keep">k.</param>
    /// <param name="context">The tensor.</param>
    /// <param name="lastOfEquals">Whether equals of highest index are kept, and not those of lowest.</param>
    public MagnitudeThreshold(long keep, OperationContext context, bool lastOfEquals = false)
        : this(_ => keep, countsNonzero: false, lastOfEquals, known: null, context)
    {
    }

    /// <param name="keepOf">k of the number of elements that are not zero.</param>
    /// <param name="context">The tensor.</param>
    public MagnitudeThreshold(Func<long, long> keepOf, OperationContext context)
        : this(keepOf, countsNonzero: true, lastOfEquals: false, known: null, context)
    {
    }

    /// <param name="known">The threshold, as bits, with the number of elements equal to it that are kept; null if all are. Those are still to be counted.</param>
    /// <param name="context">The tensor.</param>
    /// <param name="lastOfEquals">Whether equals of highest index are kept, and not those of lowest.</param>
    public MagnitudeThreshold((uint Bits, long? KeptEquals) known, OperationContext context, bool lastOfEquals = false)
        : this(_ => known.KeptEquals ?? 0, countsNonzero: false, lastOfEquals, known, context)
    {
    }

    MagnitudeThreshold(Func<long, long> keepOf, bool countsNonzero, bool lastOfEquals, (uint Bits, long? KeptEquals)? known, OperationContext context)
    {
        (_keepOf, _countsNonzero, _lastOfEquals, _known, _context) = (keepOf, countsNonzero, lastOfEquals, known, context);
        _search = known is { } threshold ? RankSearch.Known(threshold.Bits, context) : new RankSearch(context);
        _nonzero = new long[context.Workers];
        _equals = ArrayPool<int>.Shared.Rent(Math.Max(1, context.TileCount));
    }

    enum Kept
    {
        /// <summary>What is above the threshold, and of each tile so many of those equal to it.</summary>
        SomeEquals,

        /// <summary>What is not below the threshold.</summary>
        AllEquals,
        None,
        All,
    }

    /// <summary>The passes that find the threshold.</summary>
    /// <param name="valuesOf">The values of a tile among which the largest are looked for.</param>
    public IEnumerable<Pass> Passes(TileSelection valuesOf)
    {
        if (_context.ElementCount == 0)
        {
            _kept = Kept.None;
            yield break;
        }
        if (_known is { } known)
        {
            _keep = known.KeptEquals ?? 0;
            if (known.KeptEquals is null)
            {
                _kept = Kept.AllEquals;
                yield break;
            }
        }
        else
        {
            if (!_countsNonzero && IsNoneOrAll(_keepOf(0)))
                yield break;
            if (_search.TakesSample)
            {
                yield return new Pass(Search, Sample: true);
                _search.EndSample(ExpectedShare());
            }
            while (_search.NeedsPass)
            {
                yield return new Pass(Search);
                if (_countsNonzero && IsNoneOrAll(_keepOf(TakeNonzero())))
                    yield break;
                _search.EndPass(_keep);
            }
            if (_search.Above + _search.Equal == _keep)
            {
                // Their order does not matter.
                _kept = Kept.AllEquals;
                yield break;
            }
        }
        if (_search.EqualInTiles is { } counted)
            counted.AsSpan(0, _context.TileCount).CopyTo(_equals);
        else
            yield return new Pass((in Tile tile) => _equals[tile.Index] = MagnitudeSelection.CountEqual(valuesOf(tile), _search.Bits));
        DivideEquals();

        void Search(in Tile tile)
        {
            var values = valuesOf(tile);
            if (_countsNonzero)
                _nonzero[tile.Worker] += values.Length - MagnitudeSelection.CountEqual(values, 0);
            _search.Accumulate(tile, values);
        }
    }

    /// <summary>Copies the elements that are kept and writes zero for the others.</summary>
    public void Keep(in Tile tile, ReadOnlySpan<float> values, Span<float> result)
    {
        switch (_kept)
        {
            case Kept.None:
                result.Clear();
                break;
            case Kept.All:
                values.CopyTo(result);
                break;
            default:
                var equals = _kept == Kept.AllEquals ? values.Length : _equals[tile.Index];
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

    bool IsNoneOrAll(long keep)
    {
        _keep = keep;
        if (keep > 0 && keep < _context.ElementCount)
            return false;
        _kept = keep <= 0 ? Kept.None : Kept.All;
        return true;
    }

    /// <summary>k/n, by the sample's tiles.</summary>
    double ExpectedShare()
    {
        if (!_countsNonzero)
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
        _kept = Kept.SomeEquals;
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
