namespace MergeSdk.Tensors;

/// <summary>A register of float64 lanes, for sums and functions of float32 elements. As <see cref="ISingles{TSelf}"/> otherwise.</summary>
interface IDoubles<TSelf>
    where TSelf : struct, IDoubles<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Loads as many float32 elements from an element index, each widened exactly.</summary>
    static abstract TSelf LoadSingles(ref readonly float source, nuint index);

    static abstract TSelf Load(ref readonly double source, nuint index);

    void Store(ref double destination, nuint index);

    static abstract TSelf Create(double value);

    static abstract TSelf CreateBits(ulong bits);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator <<(TSelf x, int count);

    static abstract TSelf operator >>>(TSelf x, int count);

    /// <summary>Adds the lanes' bits as integers, modulo 2^64.</summary>
    static abstract TSelf AddBits(TSelf x, TSelf y);

    /// <summary>The larger, and a NaN if either is one.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    static abstract TSelf Abs(TSelf x);
}
