using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Graph.Matrices;

/// <summary>Float64 vector arithmetic with the same bits on every processor: a fixed number of lanes, products and sums rounded separately.</summary>
static class Vectors
{
    const int Lanes = 16;

    /// <summary>Σ xᵢ·yᵢ in 16 lanes, which are added up pairwise.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (s0, s1, s2, s3) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y[..x.Length]);
        var i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            s0 += Vector256.LoadUnsafe(ref a, (nuint)i) * Vector256.LoadUnsafe(ref b, (nuint)i);
            s1 += Vector256.LoadUnsafe(ref a, (nuint)i + 4) * Vector256.LoadUnsafe(ref b, (nuint)i + 4);
            s2 += Vector256.LoadUnsafe(ref a, (nuint)i + 8) * Vector256.LoadUnsafe(ref b, (nuint)i + 8);
            s3 += Vector256.LoadUnsafe(ref a, (nuint)i + 12) * Vector256.LoadUnsafe(ref b, (nuint)i + 12);
        }
        var lanes = (s0 + s1) + (s2 + s3);
        var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>y += c·x</summary>
    public static void AddScaled(double c, ReadOnlySpan<double> x, Span<double> y)
    {
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y[..x.Length]);
        var factor = Vector256.Create(c);
        var i = 0;
        for (; i <= x.Length - 4; i += 4)
            (Vector256.LoadUnsafe(ref b, (nuint)i) + (factor * Vector256.LoadUnsafe(ref a, (nuint)i))).StoreUnsafe(ref b, (nuint)i);
        for (; i < x.Length; i++)
            y[i] += c * x[i];
    }

    /// <summary>x = c·x</summary>
    public static void Scale(double c, Span<double> x)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] *= c;
    }
}
