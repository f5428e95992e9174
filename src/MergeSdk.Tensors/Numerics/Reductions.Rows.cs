using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeSdk.Tensors;

// The loops over whole rows of 16 elements. Each pass takes the lanes of two registers through all rows: two sums in plain locals, which the JIT keeps in
// registers, where an array or a structure of sums would go through memory at every step.
static partial class Reductions
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void AddTerms<TTerm, T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> lanes)
        where TTerm : struct, ITerm
        where T : struct, IDoubles<T>
    {
        var width = (nuint)T.Count;
        var end = (nuint)(x.Length - (x.Length % LaneCount));
        ref var xs = ref MemoryMarshal.GetReference(x);
        ref var ys = ref MemoryMarshal.GetReference(y);
        for (nuint lane = 0; lane < LaneCount; lane += 2 * width)
        {
            T lower = default, upper = default;
            for (var i = lane; i < end; i += LaneCount)
            {
                lower += TTerm.Of(T.LoadSingles(in xs, i), T.LoadSingles(in ys, i));
                upper += TTerm.Of(T.LoadSingles(in xs, i + width), T.LoadSingles(in ys, i + width));
            }
            lower.Store(ref lanes[0], lane);
            upper.Store(ref lanes[0], lane + width);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void AddProducts<T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<double> dots, Span<double> xSquares, Span<double> ySquares)
        where T : struct, IDoubles<T>
    {
        var width = (nuint)T.Count;
        var end = (nuint)(x.Length - (x.Length % LaneCount));
        ref var xs = ref MemoryMarshal.GetReference(x);
        ref var ys = ref MemoryMarshal.GetReference(y);
        for (nuint lane = 0; lane < LaneCount; lane += 2 * width)
        {
            T dotLower = default, dotUpper = default, xLower = default, xUpper = default, yLower = default, yUpper = default;
            for (var i = lane; i < end; i += LaneCount)
            {
                var (a, b) = (T.LoadSingles(in xs, i), T.LoadSingles(in ys, i));
                dotLower += a * b;
                xLower += a * a;
                yLower += b * b;
                (a, b) = (T.LoadSingles(in xs, i + width), T.LoadSingles(in ys, i + width));
                dotUpper += a * b;
                xUpper += a * a;
                yUpper += b * b;
            }
            dotLower.Store(ref dots[0], lane);
            dotUpper.Store(ref dots[0], lane + width);
            xLower.Store(ref xSquares[0], lane);
            xUpper.Store(ref xSquares[0], lane + width);
            yLower.Store(ref ySquares[0], lane);
            yUpper.Store(ref ySquares[0], lane + width);
        }
    }

    /// <summary>What one element adds.</summary>
    interface ITerm
    {
        static abstract T Of<T>(T x, T y)
            where T : struct, IDoubles<T>;
    }

    readonly struct ProductTerm : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T y)
            where T : struct, IDoubles<T> => x * y;
    }

    readonly struct MagnitudeTerm : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Of<T>(T x, T y)
            where T : struct, IDoubles<T> => T.Abs(x);
    }
}
