using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>Two registers used as one of double the lanes; nested, they make the 16 lanes of <see cref="Reductions"/> on any hardware.</summary>
readonly struct TwiceDoubles<T>(T lower, T upper) : IDoubles<TwiceDoubles<T>>
    where T : struct, IDoubles<T>
{
    readonly T _lower = lower;
    readonly T _upper = upper;

    public static int Count => 2 * T.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwiceDoubles<T> LoadSingles(ref readonly float source, nuint index) =>
        new(T.LoadSingles(in source, index), T.LoadSingles(in source, index + (nuint)T.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination, nuint index)
    {
        _lower.Store(ref destination, index);
        _upper.Store(ref destination, index + (nuint)T.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwiceDoubles<T> operator +(TwiceDoubles<T> x, TwiceDoubles<T> y) => new(x._lower + y._lower, x._upper + y._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwiceDoubles<T> operator *(TwiceDoubles<T> x, TwiceDoubles<T> y) => new(x._lower * y._lower, x._upper * y._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwiceDoubles<T> Abs(TwiceDoubles<T> x) => new(T.Abs(x._lower), T.Abs(x._upper));
}
