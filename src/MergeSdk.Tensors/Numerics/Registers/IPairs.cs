namespace MergeSdk.Tensors;

/// <summary>
/// A register of pairs of 64-bit lanes. As <see cref="ISingles{TSelf}"/>, but for the integer kernels: hashing and random numbers.
/// Bytes in memory are little-endian.
/// </summary>
interface IPairs<TSelf>
    where TSelf : struct, IPairs<TSelf>
{
    /// <summary>Size in bytes: 16 a pair.</summary>
    static abstract int Bytes { get; }

    /// <summary>The same pair throughout.</summary>
    static abstract TSelf Create(ulong low, ulong high);

    static abstract TSelf Load(ref readonly byte source, nuint offset);

    void Store(ref byte destination, nuint offset);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator ^(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator <<(TSelf x, int count);

    static abstract TSelf operator >>>(TSelf x, int count);

    /// <summary>Exchanges the two lanes of every pair.</summary>
    TSelf Swap();

    /// <summary>Multiplies the low 32 bits of each lane; the 64-bit product is exact. The high 32 bits are ignored.</summary>
    static abstract TSelf MultiplyLow(TSelf x, TSelf y);
}
