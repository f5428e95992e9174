using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// Sums over float32 elements in float64, in one fixed order whatever the hardware: of 16 lanes, lane i takes the elements i, i + 16, i + 32, … in order;
/// then lane i + 8 is added to lane i, i + 4 to i, i + 2 to i, and 1 to 0. Results have the same bits on every processor (a NaN's payload aside).
/// The product of two float32 is exact in float64, so only the additions round. Empty spans give 0.
/// </summary>
/// <remarks>Meant for tiles that fit the first-level cache: narrow hardware reads them once for every few lanes.</remarks>
static partial class Reductions
{
    const int LaneCount = 16;

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
        Lanes dots = default, xSquares = default, ySquares = default;
        if (Vector512.IsHardwareAccelerated)
        {
            AddProducts<Doubles512>(x, y, dots, xSquares, ySquares);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            AddProducts<Doubles256>(x, y, dots, xSquares, ySquares);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            AddProducts<Doubles128>(x, y, dots, xSquares, ySquares);
        }
        else
        {
            AddProducts<Doubles1>(x, y, dots, xSquares, ySquares);
        }
        for (var i = x.Length - (x.Length % LaneCount); i < x.Length; i++)
        {
            var (a, b) = ((double)x[i], (double)y[i]);
            dots[i % LaneCount] += a * b;
            xSquares[i % LaneCount] += a * a;
            ySquares[i % LaneCount] += b * b;
        }
        (dot, xx, yy) = (Fold(dots), Fold(xSquares), Fold(ySquares));
    }

    static double Sum<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        where TTerm : struct, ITerm
    {
        Lanes lanes = default;
        if (Vector512.IsHardwareAccelerated)
        {
            AddTerms<TTerm, Doubles512>(x, y, lanes);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            AddTerms<TTerm, Doubles256>(x, y, lanes);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            AddTerms<TTerm, Doubles128>(x, y, lanes);
        }
        else
        {
            AddTerms<TTerm, Doubles1>(x, y, lanes);
        }
        for (var i = x.Length - (x.Length % LaneCount); i < x.Length; i++)
        {
            lanes[i % LaneCount] += TTerm.Of(new Doubles1(x[i]), new Doubles1(y[i])).Value;
        }
        return Fold(lanes);
    }

    static double Fold(Span<double> lanes)
    {
        for (var half = LaneCount / 2; half > 0; half /= 2)
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

    [InlineArray(LaneCount)]
    struct Lanes
    {
        double _first;
    }
}
