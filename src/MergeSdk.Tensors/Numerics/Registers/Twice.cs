using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>Two registers used as one of double the size, so that a kernel with a fixed state of 64 bytes runs on narrower hardware too.</summary>
readonly struct Twice<T>(T lower, T upper) : IPairs<Twice<T>>
    where T : struct, IPairs<T>
{
    readonly T _lower = lower;
    readonly T _upper = upper;

    public static int Bytes => 2 * T.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Create(ulong low, ulong high) => new(T.Create(low, high), T.Create(low, high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Load(ref readonly byte source, nuint offset) => new(T.Load(in source, offset), T.Load(in source, offset + (nuint)T.Bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref byte destination, nuint offset)
    {
        _lower.Store(ref destination, offset);
        _upper.Store(ref destination, offset + (nuint)T.Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator +(Twice<T> x, Twice<T> y) => new(x._lower + y._lower, x._upper + y._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator ^(Twice<T> x, Twice<T> y) => new(x._lower ^ y._lower, x._upper ^ y._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator &(Twice<T> x, Twice<T> y) => new(x._lower & y._lower, x._upper & y._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator <<(Twice<T> x, int count) => new(x._lower << count, x._upper << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator >>>(Twice<T> x, int count) => new(x._lower >>> count, x._upper >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Twice<T> Swap() => new(_lower.Swap(), _upper.Swap());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> MultiplyLow(Twice<T> x, Twice<T> y) => new(T.MultiplyLow(x._lower, y._lower), T.MultiplyLow(x._upper, y._upper));
}
