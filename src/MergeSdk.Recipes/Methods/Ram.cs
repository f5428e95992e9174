using System.Numerics;
using System.Runtime.CompilerServices;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>The mean, for each element, of the task vectors that changed it by more than epsilon (mergekit's ram).</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="epsilon">0 or more.</param>
    /// <exception cref="MergeException">No vector, an epsilon outside its range, or tensors that differ in shape or type.</exception>
    [KnownAs("RAM", "Output = Base + Ram([a - Base, b - Base]);", Mergekit = "ram")]
    public static TaskVector Ram(IEnumerable<TaskVector> vectors, Param? epsilon = null)
    {
        var least = Setting.Of<Ram>(nameof(epsilon), epsilon);
        return new TaskVector(VectorMethodNode.Create("Ram", Nodes(vectors), [least], method: call => new Ram(call[least], R: 0, Alpha: 0)));
    }

    /// <summary>
    /// As <see cref="Ram"/>, and what only one task vector changed is multiplied by 1 + r·clip(ρ, 0, alpha), ρ its number of shared elements per element it has alone
    /// (mergekit's ramplus_tl).
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="epsilon">0 or more.</param>
    /// <param name="r">0 or more.</param>
    /// <param name="alpha">0 or more.</param>
    /// <exception cref="MergeException">No vector, a parameter outside its range, or tensors that differ in shape or type.</exception>
    [KnownAs("RAM+", "Output = Base + RamPlus([a - Base, b - Base]);", Mergekit = "ramplus_tl")]
    public static TaskVector RamPlus(IEnumerable<TaskVector> vectors, [Of<Ram>] Param? epsilon = null, [Of<Ram>] Param? r = null, [Of<Ram>] Param? alpha = null)
    {
        var (least, factor, most) = (Setting.Of<Ram>(nameof(epsilon), epsilon), Setting.Of<Ram>(nameof(r), r), Setting.Of<Ram>(nameof(alpha), alpha));
        return new TaskVector(VectorMethodNode.Create(
            "RamPlus", Nodes(vectors), [least, factor, most], method: call => new Ram(call[least], call[factor], call[most])));
    }
}

/// <summary>
/// The mean of the task vectors that are active at an element (mergekit's ram and ramplus_tl). Aᵢ = |δᵢ| &gt; ε, k = Σ Aᵢ; the result is Σ Aᵢ·δᵢ / max(k, 1).
/// Plus (r &gt; 0): where k = 1 it is multiplied by λᵢ = 1 + r·clip(ρᵢ, 0, α) of the one active donor, with ρᵢ the number of elements donor i shares with others,
/// divided by the number it has alone (at least ε).
/// </summary>
/// <param name="Epsilon">ε, 0 or more.</param>
/// <param name="R">r; 0 without the factor.</param>
/// <param name="Alpha">α, 0 or more.</param>
[Method("ram")]
sealed record Ram(
    [Range(ParameterRange.NotNegative)] double Epsilon = 1e-5,
    [Range(ParameterRange.NotNegative)] double R = 0.1,
    [Range(ParameterRange.NotNegative)] double Alpha = 0.2) : Method
{
    public override string Text(IReadOnlyList<string> operands) =>
        $"{(R == 0 ? "Ram" : "RamPlus")}([{string.Join(", ", operands)}], epsilon: {Number(Epsilon)}{(R == 0 ? "" : $", r: {Number(R)}, alpha: {Number(Alpha)}")})";

    public override TileOperation CreateOperation(OperationContext context) => new Operation(this, context.Operands, context.Workers);

    sealed class Operation : TileOperation
    {
        readonly Ram _ram;
        readonly float _epsilon;
        readonly float[] _factors;

        /// <summary>For each worker and donor: elements it has alone, elements it shares.</summary>
        readonly (long Alone, long Shared)[,] _counts;

        public Operation(Ram ram, int terms, int workers)
        {
            (_ram, _epsilon) = (ram, (float)ram.Epsilon);
            _factors = [.. Enumerable.Repeat(1f, terms)];
            _counts = new (long, long)[workers, terms];
        }

        public override IEnumerable<Pass> Passes()
        {
            if (_ram.R == 0)
                yield break;
            yield return new Pass(CountShared);
            for (var term = 0; term < _factors.Length; term++)
            {
                var (alone, shared) = (0L, 0L);
                for (var worker = 0; worker < _counts.GetLength(0); worker++)
                    (alone, shared) = (alone + _counts[worker, term].Alone, shared + _counts[worker, term].Shared);
                var ratio = shared / Math.Max(alone, _ram.Epsilon);
                _factors[term] = (float)(1 + (_ram.R * Math.Clamp(ratio, 0, _ram.Alpha)));
            }
        }

        public override void Evaluate(in Tile tile, Span<float> result)
        {
            var active = ActiveCounts(tile);
            result.Clear();
            for (var term = 0; term < _factors.Length; term++)
                Kernels.AddActive(tile[term], _epsilon, _factors[term], active, result);
            Kernels.DivideByAtLeast(result, active, 1, result);
        }

        void CountShared(in Tile tile)
        {
            var active = ActiveCounts(tile);
            for (var term = 0; term < _factors.Length; term++)
            {
                var (alone, shared) = Count(tile[term], active);
                ref var counts = ref _counts[tile.Worker, term];
                counts = (counts.Alone + alone, counts.Shared + shared);
            }
        }

        Span<float> ActiveCounts(in Tile tile)
        {
            var active = tile.Scratch(0);
            active.Clear();
            for (var term = 0; term < _factors.Length; term++)
                Kernels.CountActive(tile[term], _epsilon, active);
            return active;
        }

        /// <summary>How many elements are active in this donor alone, and how many in others, too.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        (int Alone, int Shared) Count(ReadOnlySpan<float> delta, ReadOnlySpan<float> active)
        {
            var (alone, all) = (Vector<int>.Zero, Vector<int>.Zero);
            var i = 0;
            for (; i <= delta.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var above = Vector.GreaterThan(Vector.Abs(new Vector<float>(delta[i..])), new Vector<float>(_epsilon));
                all -= above;
                alone -= above & Vector.Equals(new Vector<float>(active[i..]), Vector<float>.One);
            }
            var counts = (Alone: Vector.Sum(alone), All: Vector.Sum(all));
            for (; i < delta.Length; i++)
            {
                var above = Math.Abs(delta[i]) > _epsilon;
                counts.All += above ? 1 : 0;
                counts.Alone += above && active[i] == 1 ? 1 : 0;
            }
            return (counts.Alone, counts.All - counts.Alone);
        }
    }
}
