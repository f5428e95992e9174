using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>How float32 values are stored in some element type.</summary>
interface IFormat
{
    static abstract int ElementBytes { get; }

    /// <summary>Loads elements from a byte offset as float32.</summary>
    static abstract T Widen<T>(ref readonly byte source, nuint offset)
        where T : struct, ISingles<T>;

    /// <summary>Stores float32 values, none of them a NaN other than <see cref="Conversion.CanonicalNaN"/>, rounded once to nearest even.</summary>
    static abstract void Narrow<T>(T value, ref byte destination, nuint offset)
        where T : struct, ISingles<T>;
}

/// <summary>float32 as it is.</summary>
readonly struct Float32Format : IFormat
{
    public static int ElementBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Widen<T>(ref readonly byte source, nuint offset)
        where T : struct, ISingles<T> => T.Load(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow<T>(T value, ref byte destination, nuint offset)
        where T : struct, ISingles<T> => value.Store(ref destination, offset);
}

/// <summary>float64: the one format where loading rounds and storing is exact.</summary>
readonly struct Float64Format : IFormat
{
    public static int ElementBytes => sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Widen<T>(ref readonly byte source, nuint offset)
        where T : struct, ISingles<T> => T.LoadDouble(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow<T>(T value, ref byte destination, nuint offset)
        where T : struct, ISingles<T> => value.StoreDouble(ref destination, offset);
}
