using MergeSdk.Engine.Execution;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>
/// Selects, weighs and erases (Wan et al. 2024, "FuseChat", SCE). Below 1, select_topk keeps the ⌊select_topk · nonzero⌋ positions where the task vectors
/// differ most (population variance over donors). cᵢ = mean(τᵢ²) normalized to sum 1; S is the sign of Σ τᵢ and Mᵢ = [sign(τᵢ) = S], zeros never match;
/// the result is Σ cᵢ·Mᵢ·τᵢ / max(Σ cᵢ·Mᵢ, 1e-6). Equal weights stand in only where Σ cᵢ is exactly 0, when there is nothing left to weigh
/// (mergekit's 1e-6 there disables the weights of most real fine-tunes).
/// </summary>
/// <param name="Terms">τᵢ.</param>
/// <param name="SelectTopK">The share of positions to keep, 0 to 1.</param>
public sealed record Sce(IReadOnlyList<Expression> Terms, double SelectTopK) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => Terms;

    /// <inheritdoc/>
    protected override string Format(IReadOnlyList<string> operands) => $"Sce([{string.Join(", ", operands)}], selectTopK: {Number(SelectTopK)})";

    internal override TileOperation CreateOperation(OperationContext context) => new Operation(Terms.Count, SelectTopK, context);

    sealed class Operation : TileOperation
    {
        const float Smallest = 1e-6f;

        readonly int _terms;
        readonly double _share;
        readonly OperationContext _context;
        readonly TileSums[] _squares;
        readonly TileSums _nonzero;
        MagnitudeThreshold? _selection;
        float[]? _weights;

        public Operation(int terms, double share, OperationContext context)
        {
            (_terms, _share, _context) = (terms, share, context);
            _squares = [.. Enumerable.Range(0, terms).Select(_ => new TileSums(context.TileCount))];
            _nonzero = new TileSums(context.TileCount);
        }

        public override bool NeedsPass => _weights is null;

        bool Selects => _share < 1;

        public override void Accumulate(in Tile tile)
        {
            if (Selects && _selection is null)
            {
                var variance = Variance(tile);
                _nonzero[tile.Index] = variance.Length - variance.Count(0f);
            }
            else if (_selection is { NeedsPass: true })
            {
                _selection.Accumulate(tile, Variance(tile));
            }
            else
            {
                var selected = Selected(tile);
                for (var term = 0; term < _terms; term++)
                    _squares[term][tile.Index] = MaskedSquares(tile[term], selected);
            }
        }

        public override void EndPass()
        {
            if (Selects && _selection is null)
            {
                _selection = new MagnitudeThreshold(ElementShare.Floor(_share, (long)_nonzero.Total), _context);
            }
            else if (_selection is { NeedsPass: true })
            {
                _selection.EndPass();
            }
            else
            {
                var total = _squares.Sum(sums => sums.Total);
                _weights = [.. _squares.Select(sums => (float)(total == 0 ? 1.0 / _terms : sums.Total / total))];
            }
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var selected = Selected(tile);
            Span<float> values = stackalloc float[_terms];
            for (var i = 0; i < result.Length; i++)
            {
                var sum = 0f;
                for (var term = 0; term < _terms; term++)
                    sum += values[term] = selected.IsEmpty || selected[i] != 0 ? tile[term][i] : 0;
                var (mixed, divisor) = (0f, 0f);
                for (var term = 0; term < _terms; term++)
                {
                    if (sum >= 0 ? values[term] > 0 : values[term] < 0)
                    {
                        mixed += _weights![term] * values[term];
                        divisor += _weights[term];
                    }
                }
                result[i] = mixed / Math.Max(divisor, Smallest);
            }
        }

        public override void Release()
        {
            foreach (var sums in _squares)
                sums.Release();
            _nonzero.Release();
            _selection?.Release();
        }

        /// <summary>The variances of the selected positions and 0 for the others; empty if all are selected.</summary>
        ReadOnlySpan<float> Selected(in Tile tile)
        {
            if (_selection is null)
                return [];
            var selected = tile.Scratch(1);
            _selection.Keep(tile, Variance(tile), selected);
            return selected;
        }

        Span<float> Variance(in Tile tile)
        {
            var variance = tile.Scratch(0);
            for (var i = 0; i < variance.Length; i++)
            {
                var sum = 0f;
                for (var term = 0; term < _terms; term++)
                    sum += tile[term][i];
                var mean = sum / _terms;
                var squares = 0f;
                for (var term = 0; term < _terms; term++)
                    squares += (tile[term][i] - mean) * (tile[term][i] - mean);
                variance[i] = squares / _terms;
            }
            return variance;
        }

        static double MaskedSquares(ReadOnlySpan<float> values, ReadOnlySpan<float> selected)
        {
            if (selected.IsEmpty)
                return Reductions.SumOfSquares(values);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
                sum += selected[i] != 0 ? (double)values[i] * values[i] : 0;
            return sum;
        }
    }
}
