using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Sums over float32 elements in float64, in one fixed order whatever the hardware: of 16 lanes, lane i takes the elements i, i + 16, i + 32, … in order;
/// then lane i + 8 is added to lane i, i + 4 to i, i + 2 to i, and 1 to 0. Results have the same bits on every processor (a NaN's payload aside).
/// The product of two float32 is exact in float64, so only the additions round. Empty spans give 0.
/// </summary>
public static class Reductions
{
    const int Lanes = 16;

    /// <summary>Σ x·y</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        RequireSameLength(x, y);
        return Sum<ProductTerm>(x, y);
    }

    /// <summary>Σ x²</summary>
    public static double SumOfSquares(ReadOnlySpan<float> x) => Sum<ProductTerm>(x, x);

    /// <summary>Σ |x|</summary>
    public static double SumOfMagnitudes(ReadOnlySpan<float> x) => Sum<MagnitudeTerm>(x, x);

    /// <summary>Σ x·y, Σ x² and Σ y² in one pass; the same bits as <see cref="Dot"/> and <see cref="SumOfSquares"/> give.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void DotAndNorms(ReadOnlySpan<float> x, ReadOnlySpan<float> y, out double dot, out double xx, out double yy)
    {
        RequireSameLength(x, y);
        if (Vector512.IsHardwareAccelerated)
        {
            DotAndNorms<TwiceDoubles<Doubles512>>(x, y, out dot, out xx, out yy);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            DotAndNorms<TwiceDoubles<TwiceDoubles<Doubles256>>>(x, y, out dot, out xx, out yy);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            DotAndNorms<TwiceDoubles<TwiceDoubles<TwiceDoubles<Doubles128>>>>(x, y, out dot, out xx, out yy);
        }
        else
        {
            DotAndNorms<TwiceDoubles<TwiceDoubles<TwiceDoubles<TwiceDoubles<Doubles1>>>>>(x, y, out dot, out xx, out yy);
        }
    }

    static double Sum<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
    {
        return Vector512.IsHardwareAccelerated ? Sum<TTerm, TwiceDoubles<Doubles512>>(x, y)
            : Vector256.IsHardwareAccelerated ? Sum<TTerm, TwiceDoubles<TwiceDoubles<Doubles256>>>(x, y)
            : Vector128.IsHardwareAccelerated ? Sum<TTerm, TwiceDoubles<TwiceDoubles<TwiceDoubles<Doubles128>>>>(x, y)
            : Sum<TTerm, TwiceDoubles<TwiceDoubles<TwiceDoubles<TwiceDoubles<Doubles1>>>>>(x, y);
    }

    static double Sum<TTerm, T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
        where T : struct, IDoubles<T>
    {
        var whole = (nuint)(x.Length - (x.Length % Lanes));
        ref var xs = ref MemoryMarshal.GetReference(x);
        ref var ys = ref MemoryMarshal.GetReference(y);
        T sum = default;
        for (nuint i = 0; i < whole; i += Lanes)
        {
            sum += TTerm.Of(T.LoadSingles(in xs, i), T.LoadSingles(in ys, i));
        }
        if ((int)whole < x.Length)
        {
            var (xEnd, yEnd) = (Pad(x[(int)whole..]), Pad(y[(int)whole..]));
            sum += TTerm.Of(T.LoadSingles(in xEnd[0], 0), T.LoadSingles(in yEnd[0], 0));
        }
        return Fold(sum);
    }

    static void DotAndNorms<T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, out double dot, out double xx, out double yy)
        where T : struct, IDoubles<T>
    {
        var whole = (nuint)(x.Length - (x.Length % Lanes));
        ref var xs = ref MemoryMarshal.GetReference(x);
        ref var ys = ref MemoryMarshal.GetReference(y);
        T dots = default, xSquares = default, ySquares = default;
        for (nuint i = 0; i < whole; i += Lanes)
        {
            var (a, b) = (T.LoadSingles(in xs, i), T.LoadSingles(in ys, i));
            dots += a * b;
            xSquares += a * a;
            ySquares += b * b;
        }
        if ((int)whole < x.Length)
        {
            var (xEnd, yEnd) = (Pad(x[(int)whole..]), Pad(y[(int)whole..]));
            var (a, b) = (T.LoadSingles(in xEnd[0], 0), T.LoadSingles(in yEnd[0], 0));
            dots += a * b;
            xSquares += a * a;
            ySquares += b * b;
        }
        (dot, xx, yy) = (Fold(dots), Fold(xSquares), Fold(ySquares));
    }

    /// <summary>The last, incomplete row of elements. Its lanes without an element add +0, which changes no sum's bits, as no lane is ever −0.</summary>
    static Row Pad(ReadOnlySpan<float> end)
    {
        Row row = default;
        end.CopyTo(row);
        return row;
    }

    static double Fold<T>(T sum)
        where T : struct, IDoubles<T>
    {
        Span<double> lanes = stackalloc double[Lanes];
        sum.Store(ref lanes[0], 0);
        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    static void RequireSameLength(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"The inputs have {x.Length} and {y.Length} elements; they must have the same number.", nameof(y));
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

    [InlineArray(Lanes)]
    struct Row
    {
        float _first;
    }
}
