using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MergeSdk.Tensors;

// Statistics over several tensors' elements at one index, taken in one tensor after the other.
static partial class Kernels
{
    /// <summary>result = x / c</summary>
    public static void Divide(ReadOnlySpan<float> x, float c, Span<float> result) => Elementwise.Run(x, result, new DivideOperation(c));

    /// <summary>accumulator = accumulator + (x − mean)², each step rounded.</summary>
    public static void AddSquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> mean, Span<float> accumulator) =>
        Elementwise.Accumulate(x, mean, accumulator, new AddSquaredDistanceOperation());

    /// <summary>
    /// accumulator = accumulator + c·x where x has the sign that <paramref name="sum"/> elects, positive for a sum ≥ 0 and else negative; a zero or NaN has none.
    /// </summary>
    public static void AddAgreeing(ReadOnlySpan<float> x, float c, ReadOnlySpan<float> sum, Span<float> accumulator) =>
        Elementwise.Accumulate(x, sum, accumulator, new AddAgreeingOperation(c));

    /// <summary>accumulator = accumulator + c where <see cref="AddAgreeing"/> adds c·x.</summary>
    public static void AddWeightOfAgreeing(ReadOnlySpan<float> x, float c, ReadOnlySpan<float> sum, Span<float> accumulator) =>
        Elementwise.Accumulate(x, sum, accumulator, new AddWeightOfAgreeingOperation(c));

    /// <summary>accumulator = accumulator + c·x where c·x has the sign that <paramref name="sum"/> elects, as for <see cref="AddAgreeing"/>.</summary>
    public static void AddAgreeingProduct(ReadOnlySpan<float> x, float c, ReadOnlySpan<float> sum, Span<float> accumulator) =>
        Elementwise.Accumulate(x, sum, accumulator, new AddAgreeingProductOperation(c));

    /// <summary>accumulator = accumulator + c where <see cref="AddAgreeingProduct"/> adds c·x.</summary>
    public static void AddWeightOfAgreeingProduct(ReadOnlySpan<float> x, float c, ReadOnlySpan<float> sum, Span<float> accumulator) =>
        Elementwise.Accumulate(x, sum, accumulator, new AddWeightOfAgreeingProductOperation(c));

    /// <summary>accumulator = x where |x| ≥ |accumulator|.</summary>
    public static void TakeLarger(ReadOnlySpan<float> x, Span<float> accumulator) =>
        Elementwise.Run(x, accumulator[..Math.Min(x.Length, accumulator.Length)], accumulator, new TakeLargerOperation());

    /// <summary>accumulator = accumulator + 1 where |x| &gt; epsilon.</summary>
    public static void CountActive(ReadOnlySpan<float> x, float epsilon, Span<float> accumulator) =>
        Elementwise.Run(x, accumulator[..Math.Min(x.Length, accumulator.Length)], accumulator, new CountActiveOperation(epsilon));

    /// <summary>accumulator = accumulator + x where |x| &gt; epsilon, + c·x where the number of those active there is 1.</summary>
    public static void AddActive(ReadOnlySpan<float> x, float epsilon, float c, ReadOnlySpan<float> active, Span<float> accumulator) =>
        Elementwise.Accumulate(x, active, accumulator, new AddActiveOperation(epsilon, c));

    /// <summary>result = x · clamp(t / max(|x|, least), 0, 1)</summary>
    public static void ShrinkFar(ReadOnlySpan<float> x, float t, float least, Span<float> result) => Elementwise.Run(x, result, new ShrinkFarOperation(t, least));

    /// <summary>result = x / max(y, least), with a NaN in y taken for less.</summary>
    public static void DivideByAtLeast(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float least, Span<float> result) =>
        Elementwise.Run(x, y, result, new DivideByAtLeastOperation(least));

    /// <summary>result = x / y, and x where y is zero.</summary>
    public static void DivideWhereNonzero(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) =>
        Elementwise.Run(x, y, result, new DivideWhereNonzeroOperation());

    /// <summary>result = x where y is not zero (a NaN is not), else +0.</summary>
    public static void KeepWhereNonzero(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) =>
        Elementwise.Run(x, y, result, new KeepWhereNonzeroOperation());

    /// <summary>result = x where y is zero (a NaN is not), else +0.</summary>
    public static void KeepWhereZero(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) =>
        Elementwise.Run(x, y, result, new KeepWhereZeroOperation());

    /// <summary>result = c·x where the draw, of 32 random bits, is at most <paramref name="most"/>, else +0.</summary>
    public static void KeepWhereAtMost(ReadOnlySpan<float> x, ReadOnlySpan<uint> draws, uint most, float c, Span<float> result) =>
        Elementwise.Run(x, MemoryMarshal.Cast<uint, float>(draws), result, new KeepWhereAtMostOperation(most, c));

    /// <summary>accumulator = x + (y − x) where the accumulator is at least <paramref name="least"/>, else x.</summary>
    public static void MoveWhereAtLeast(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float least, Span<float> accumulator) =>
        Elementwise.Accumulate(x, y, accumulator, new MoveWhereAtLeastOperation(least));

    /// <summary>All ones where x has the elected sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Agrees<T>(T x, T sum)
        where T : struct, ISingles<T> =>
        T.Select(T.GreaterOrEqual(sum, T.Create(0)), T.Greater(x, T.Create(0)), T.Greater(T.Create(0), x));

    /// <summary>All ones where x is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Nonzero<T>(T x)
        where T : struct, ISingles<T> => T.GreaterBits(Magnitude(x), T.CreateBits(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Magnitude<T>(T x)
        where T : struct, ISingles<T> => x & T.CreateBits(0x7FFF_FFFF);

    readonly struct DivideOperation(float c) : IUnary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ISingles<T> => x / T.Create(_c);
    }

    readonly struct AddSquaredDistanceOperation : ITernary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => z + ((x - y) * (x - y));
    }

    readonly struct AddAgreeingOperation(float c) : ITernary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => T.Select(Agrees(x, y), z + (T.Create(_c) * x), z);
    }

    readonly struct AddWeightOfAgreeingOperation(float c) : ITernary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => T.Select(Agrees(x, y), z + T.Create(_c), z);
    }

    readonly struct AddAgreeingProductOperation(float c) : ITernary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T>
        {
            var product = T.Create(_c) * x;
            return T.Select(Agrees(product, y), z + product, z);
        }
    }

    readonly struct AddWeightOfAgreeingProductOperation(float c) : ITernary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => T.Select(Agrees(T.Create(_c) * x, y), z + T.Create(_c), z);
    }

    readonly struct TakeLargerOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => T.Select(T.GreaterOrEqual(Magnitude(x), Magnitude(y)), x, y);
    }

    readonly struct CountActiveOperation(float epsilon) : IBinary
    {
        readonly float _epsilon = epsilon;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => y + (T.Create(1) & T.Greater(Magnitude(x), T.Create(_epsilon)));
    }

    readonly struct AddActiveOperation(float epsilon, float c) : ITernary
    {
        readonly float _epsilon = epsilon;
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> =>
            T.Select(T.Greater(Magnitude(x), T.Create(_epsilon)), z + T.Select(T.EqualBits(y, T.Create(1)), x * T.Create(_c), x), z);
    }

    readonly struct ShrinkFarOperation(float t, float least) : IUnary
    {
        readonly float _t = t;
        readonly float _least = least;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ISingles<T>
        {
            var magnitude = Magnitude(x);
            var share = T.Create(_t) / T.Select(T.Greater(T.Create(_least), magnitude), T.Create(_least), magnitude);
            share = T.Select(T.Greater(T.Create(0), share), T.Create(0), share);
            return T.Select(T.Greater(share, T.Create(1)), T.Create(1), share) * x;
        }
    }

    readonly struct DivideByAtLeastOperation(float least) : IBinary
    {
        readonly float _least = least;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => x / T.Select(T.Greater(y, T.Create(_least)), y, T.Create(_least));
    }

    readonly struct DivideWhereNonzeroOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => x / T.Select(Nonzero(y), y, T.Create(1));
    }

    readonly struct KeepWhereNonzeroOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => x & Nonzero(y);
    }

    readonly struct KeepWhereZeroOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => T.Select(Nonzero(y), T.Create(0), x);
    }

    readonly struct KeepWhereAtMostOperation(uint most, float c) : IBinary
    {
        // Registers compare signed: with the sign bit turned around, unsigned numbers are in order.
        const uint SignBit = 0x8000_0000;

        readonly uint _most = most ^ SignBit;
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> =>
            T.Select(T.GreaterBits(T.AddBits(y, T.CreateBits(SignBit)), T.CreateBits(_most)), T.Create(0), x * T.Create(_c));
    }

    readonly struct MoveWhereAtLeastOperation(float least) : ITernary
    {
        readonly float _least = least;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => T.Select(T.GreaterOrEqual(z, T.Create(_least)), x + (y - x), x);
    }
}
