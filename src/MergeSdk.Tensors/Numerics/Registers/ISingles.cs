namespace MergeSdk.Tensors;

/// <summary>
/// A register of 32-bit lanes, seen as float32 or as bits. A kernel is written once against this interface and compiled for 512, 256 and 128 bits and for
/// one plain float (<see cref="Singles1"/>), so that every width computes the same by construction. There is deliberately no fused multiply-add.
/// Memory is addressed in bytes from a reference and needs no alignment.
/// </summary>
interface ISingles<TSelf>
    where TSelf : struct, ISingles<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Create(float value);

    static abstract TSelf CreateBits(uint bits);

    static abstract TSelf Load(ref readonly byte source, nuint offset);

    /// <summary>Loads 16-bit elements, zero-extended into the lanes' bits.</summary>
    static abstract TSelf LoadUInt16(ref readonly byte source, nuint offset);

    /// <summary>Loads float64 elements, each rounded to float32 (nearest even).</summary>
    static abstract TSelf LoadDouble(ref readonly byte source, nuint offset);

    void Store(ref byte destination, nuint offset);

    /// <summary>Stores the low 16 bits of each lane.</summary>
    void StoreUInt16(ref byte destination, nuint offset);

    /// <summary>Stores each lane as float64, exactly.</summary>
    void StoreDouble(ref byte destination, nuint offset);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator <<(TSelf x, int count);

    static abstract TSelf operator >>>(TSelf x, int count);

    /// <summary>Adds the lanes' bits as integers, modulo 2^32.</summary>
    static abstract TSelf AddBits(TSelf x, TSelf y);

    /// <summary>Subtracts the lanes' bits as integers, modulo 2^32.</summary>
    static abstract TSelf SubtractBits(TSelf x, TSelf y);

    /// <summary>All ones in the lanes that are greater, none of them a NaN; else zeros.</summary>
    static abstract TSelf Greater(TSelf x, TSelf y);

    /// <summary>All ones in the lanes that are greater or equal, none of them a NaN; else zeros.</summary>
    static abstract TSelf GreaterOrEqual(TSelf x, TSelf y);

    /// <summary>All ones in the lanes whose bits, as signed integers, are greater; else zeros.</summary>
    static abstract TSelf GreaterBits(TSelf x, TSelf y);

    /// <summary>All ones in the lanes whose bits are equal; else zeros.</summary>
    static abstract TSelf EqualBits(TSelf x, TSelf y);

    /// <summary>Lanes of <paramref name="yes"/> where <paramref name="mask"/> has ones, of <paramref name="no"/> where it has zeros.</summary>
    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    /// <summary>The lanes' bits as signed integers, converted to float32.</summary>
    TSelf ToSingle();

    /// <summary>One bit a lane, lane 0 lowest: the lane's sign bit.</summary>
    uint MostSignificantBits();
}
