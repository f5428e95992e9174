using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>One pair, without vector instructions.</summary>
readonly struct Pairs1(ulong low, ulong high) : IPairs<Pairs1>
{
    readonly ulong _low = low;
    readonly ulong _high = high;

    public static int Bytes => 2 * sizeof(ulong);

    public static Pairs1 Create(ulong low, ulong high) => new(low, high);

    public static Pairs1 Load(ref readonly byte source, nuint offset)
    {
        ref var start = ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset);
        return new(Unsafe.ReadUnaligned<ulong>(ref start), Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref start, sizeof(ulong))));
    }

    public void Store(ref byte destination, nuint offset)
    {
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset), _low);
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref destination, offset + sizeof(ulong)), _high);
    }

    public static Pairs1 operator +(Pairs1 x, Pairs1 y) => new(x._low + y._low, x._high + y._high);

    public static Pairs1 operator ^(Pairs1 x, Pairs1 y) => new(x._low ^ y._low, x._high ^ y._high);

    public static Pairs1 operator &(Pairs1 x, Pairs1 y) => new(x._low & y._low, x._high & y._high);

    public static Pairs1 operator <<(Pairs1 x, int count) => new(x._low << count, x._high << count);

    public static Pairs1 operator >>>(Pairs1 x, int count) => new(x._low >>> count, x._high >>> count);

    public Pairs1 Swap() => new(_high, _low);

    public static Pairs1 MultiplyLow(Pairs1 x, Pairs1 y) => new((ulong)(uint)x._low * (uint)y._low, (ulong)(uint)x._high * (uint)y._high);
}
