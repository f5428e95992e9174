using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>
/// How far the softmax of one vector is from that of another. Exponentials and logarithms are our own: those of the C library differ in the last bit from one
/// processor to the next, and take one element at a time.
/// </summary>
static class SoftmaxDivergence
{
    /// <summary>Element i is added to sum i mod 8, whatever the hardware; then sum i + 4 to i, i + 2 to i, and 1 to 0.</summary>
    const int LaneCount = 8;

    /// <summary>KL(p ‖ q) = Σ p·ln(p/q) with p = softmax(x) + floor and q = softmax(y) + floor, in float64; rounding may make it a little negative. 0 for no elements.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">Another, as long.</param>
    /// <param name="floor">What keeps the logarithm finite, above 1e-300.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double floor)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"The vectors have {x.Length} and {y.Length} elements; they must have the same number.", nameof(y));
        }
        if (x.IsEmpty)
        {
            return 0;
        }
        return Vector512.IsHardwareAccelerated ? Of<Doubles512>(x, y, floor)
            : Vector256.IsHardwareAccelerated ? Of<Doubles256>(x, y, floor)
            : Vector128.IsHardwareAccelerated ? Of<Doubles128>(x, y, floor)
            : Of<Doubles1>(x, y, floor);
    }

    static double Of<T>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double floor)
        where T : struct, IDoubles<T>
    {
        var rented = ArrayPool<double>.Shared.Rent(2 * x.Length);
        var p = rented.AsSpan(0, x.Length);
        var q = rented.AsSpan(x.Length, x.Length);
        var (xMax, yMax) = (TensorPrimitives.Max(x), TensorPrimitives.Max(y));
        Exponentials<Doubles1>(x, xMax, p, Exponentials<T>(x, xMax, p, done: 0));
        Exponentials<Doubles1>(y, yMax, q, Exponentials<T>(y, yMax, q, done: 0));
        var (pFactor, qFactor) = (1 / Sum<T>(p), 1 / Sum<T>(q));
        Terms<Doubles1>(p, pFactor, q, qFactor, floor, Terms<T>(p, pFactor, q, qFactor, floor, done: 0));
        var divergence = Sum<T>(p);
        ArrayPool<double>.Shared.Return(rented);
        return divergence;
    }

    /// <summary>exp(xᵢ − max), which cannot overflow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static int Exponentials<T>(ReadOnlySpan<float> x, float max, Span<double> result, int done)
        where T : struct, IDoubles<T>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(result);
        var maxima = T.Create(max);
        for (; x.Length - done >= T.Count; done += T.Count)
        {
            Exp(T.LoadSingles(in from, (nuint)done) - maxima).Store(ref to, (nuint)done);
        }
        return done;
    }

    /// <summary>Puts p·ln(p/q) in the place of p.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static int Terms<T>(Span<double> p, double pFactor, ReadOnlySpan<double> q, double qFactor, double floor, int done)
        where T : struct, IDoubles<T>
    {
        ref var ps = ref MemoryMarshal.GetReference(p);
        ref var qs = ref MemoryMarshal.GetReference(q);
        var (pFactors, qFactors, floors) = (T.Create(pFactor), T.Create(qFactor), T.Create(floor));
        for (; p.Length - done >= T.Count; done += T.Count)
        {
            var a = (T.Load(in ps, (nuint)done) * pFactors) + floors;
            var b = (T.Load(in qs, (nuint)done) * qFactors) + floors;
            (a * Log(a / b)).Store(ref ps, (nuint)done);
        }
        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static double Sum<T>(ReadOnlySpan<double> values)
        where T : struct, IDoubles<T>
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        Span<double> lanes = stackalloc double[LaneCount];
        var whole = values.Length - (values.Length % LaneCount);
        for (var lane = 0; lane < LaneCount; lane += T.Count)
        {
            T sum = default;
            for (var i = lane; i < whole; i += LaneCount)
            {
                sum += T.Load(in from, (nuint)i);
            }
            sum.Store(ref lanes[0], (nuint)lane);
        }
        for (var i = whole; i < values.Length; i++)
        {
            lanes[i % LaneCount] += values[i];
        }
        return lanes[0] + lanes[4] + (lanes[2] + lanes[6]) + (lanes[1] + lanes[5] + (lanes[3] + lanes[7]));
    }

    /// <summary>eˣ for x ≤ 0, to 2 units in the last place; e⁻⁷⁰⁰ for less. x = k·ln 2 + r, and eˣ = 2ᵏ·eʳ with |r| ≤ ln(2)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Exp<T>(T x)
        where T : struct, IDoubles<T>
    {
        // So large that its last bit is worth 1: adding it rounds to a whole number, which is then in the low bits.
        var rounder = T.Create(6755399441055744);
        x = T.Max(x, T.Create(-700));
        var rounded = (x * T.Create(1.4426950408889634)) + rounder;
        var k = rounded - rounder;
        // ln 2 in two parts: k times the first is exact.
        var r = x - (k * T.Create(0.693147180369123816490)) - (k * T.Create(1.90821492927058770002e-10));
        // Taylor's series.
        var power = T.Create(1 / 6227020800.0);
        power = (power * r) + T.Create(1 / 479001600.0);
        power = (power * r) + T.Create(1 / 39916800.0);
        power = (power * r) + T.Create(1 / 3628800.0);
        power = (power * r) + T.Create(1 / 362880.0);
        power = (power * r) + T.Create(1 / 40320.0);
        power = (power * r) + T.Create(1 / 5040.0);
        power = (power * r) + T.Create(1 / 720.0);
        power = (power * r) + T.Create(1 / 120.0);
        power = (power * r) + T.Create(1 / 24.0);
        power = (power * r) + T.Create(1 / 6.0);
        power = (power * r) + T.Create(0.5);
        power = (power * r) + T.Create(1);
        power = (power * r) + T.Create(1);
        return T.AddBits(power, rounded << 52);
    }

    /// <summary>ln x for a positive, normal x, to 2 units in the last place. x = 2ᵉ·m with √½ ≤ m &lt; √2, and ln m = 2·artanh((m − 1)/(m + 1)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Log<T>(T x)
        where T : struct, IDoubles<T>
    {
        const ulong One = 0x3FF0_0000_0000_0000;
        const ulong RootOfHalf = 0x3FE6_A09E_667F_3BCD;
        const ulong TwoTo52 = 0x4330_0000_0000_0000;
        const ulong Mantissa = 0x000F_FFFF_FFFF_FFFF;
        var shifted = T.AddBits(x, T.CreateBits(One - RootOfHalf));
        var e = ((shifted >>> 52) | T.CreateBits(TwoTo52)) - T.Create((1UL << 52) + 1023);
        var m = T.AddBits(shifted & T.CreateBits(Mantissa), T.CreateBits(RootOfHalf));
        var f = (m - T.Create(1)) / (m + T.Create(1));
        var s = f * f;
        var series = T.Create(1 / 21.0);
        series = (series * s) + T.Create(1 / 19.0);
        series = (series * s) + T.Create(1 / 17.0);
        series = (series * s) + T.Create(1 / 15.0);
        series = (series * s) + T.Create(1 / 13.0);
        series = (series * s) + T.Create(1 / 11.0);
        series = (series * s) + T.Create(1 / 9.0);
        series = (series * s) + T.Create(1 / 7.0);
        series = (series * s) + T.Create(1 / 5.0);
        series = (series * s) + T.Create(1 / 3.0);
        series = (series * s) + T.Create(1);
        return (e * T.Create(0.69314718055994530942)) + (f * T.Create(2) * series);
    }
}
