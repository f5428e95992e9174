using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>
/// Elementwise float32 arithmetic. Each operation rounds on its own (nearest even; never fused), so results have the same bits on every processor and at
/// every vector width, except for the payload of a NaN, which <see cref="Conversion.Narrow"/> makes canonical.
/// Spans may start anywhere and have any length; the result may be the same memory as an input, but not overlap it shifted, and may be longer than the
/// inputs, whose lengths must agree (else <see cref="ArgumentException"/>).
/// </summary>
static partial class Kernels
{
    /// <summary>result = x + y</summary>
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => Elementwise.Run(x, y, result, new AddOperation());

    /// <summary>result = x − y</summary>
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) => Elementwise.Run(x, y, result, new SubtractOperation());

    /// <summary>result = c·x</summary>
    public static void Scale(ReadOnlySpan<float> x, float c, Span<float> result) => Elementwise.Run(x, result, new ScaleOperation(c));

    /// <summary>result = c·|x|</summary>
    public static void ScaleMagnitude(ReadOnlySpan<float> x, float c, Span<float> result) => Elementwise.Run(x, result, new ScaleMagnitudeOperation(c));

    /// <summary>accumulator = accumulator + c·x, the product rounded first.</summary>
    public static void AddScaled(ReadOnlySpan<float> x, float c, Span<float> accumulator) =>
        Elementwise.Run(x, accumulator[..Math.Min(x.Length, accumulator.Length)], accumulator, new AddScaledOperation(c));

    /// <summary>result = a·x + b·y, both products rounded first.</summary>
    public static void Interpolate(ReadOnlySpan<float> x, float a, ReadOnlySpan<float> y, float b, Span<float> result) =>
        Elementwise.Run(x, y, result, new InterpolateOperation(a, b));

    readonly struct AddOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => x + y;
    }

    readonly struct SubtractOperation : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => x - y;
    }

    readonly struct ScaleOperation(float c) : IUnary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ISingles<T> => T.Create(_c) * x;
    }

    readonly struct ScaleMagnitudeOperation(float c) : IUnary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x)
            where T : struct, ISingles<T> => T.Create(_c) * Magnitude(x);
    }

    readonly struct AddScaledOperation(float c) : IBinary
    {
        readonly float _c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => y + (T.Create(_c) * x);
    }

    readonly struct InterpolateOperation(float a, float b) : IBinary
    {
        readonly float _a = a;
        readonly float _b = b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => (T.Create(_a) * x) + (T.Create(_b) * y);
    }
}
