using System.Buffers.Binary;
using System.Numerics;

namespace MergeSdk.Tensors;

// Inputs of up to 240 bytes.
static partial class XxHash3
{
    static ContentHash HashEmpty() => new(
        Avalanche64(Read64(Secret, 80) ^ Read64(Secret, 88)),
        Avalanche64(Read64(Secret, 64) ^ Read64(Secret, 72)));

    static ContentHash Hash1To3(ReadOnlySpan<byte> data)
    {
        var combined = data[^1] | ((uint)data.Length << 8) | ((uint)data[0] << 16) | ((uint)data[data.Length >> 1] << 24);
        var low = (ulong)(Read32(Secret, 0) ^ Read32(Secret, 4)) ^ combined;
        var high = (ulong)(Read32(Secret, 8) ^ Read32(Secret, 12)) ^ BitOperations.RotateLeft(BinaryPrimitives.ReverseEndianness(combined), 13);
        return new(Avalanche64(high), Avalanche64(low));
    }

    static ContentHash Hash4To8(ReadOnlySpan<byte> data)
    {
        var combined = Read32(data, 0) | ((ulong)Read32(data, data.Length - 4) << 32);
        var value = Read64(Secret, 16) ^ Read64(Secret, 24) ^ combined;
        var high = Math.BigMul(value, Prime64_1 + ((ulong)data.Length << 2), out var low);
        high += low << 1;
        low ^= high >> 3;
        low ^= low >> 35;
        low *= PrimeMx2;
        low ^= low >> 28;
        return new(Avalanche(high), low);
    }

    static ContentHash Hash9To16(ReadOnlySpan<byte> data)
    {
        var first = Read64(data, 0);
        var last = Read64(data, data.Length - 8);
        var mixed = Read64(Secret, 32) ^ Read64(Secret, 40) ^ first ^ last;
        var keyed = Read64(Secret, 48) ^ Read64(Secret, 56) ^ last;
        var high = Math.BigMul(mixed, Prime64_1, out var low);
        low += (ulong)(data.Length - 1) << 54;
        high += keyed + ((ulong)(uint)keyed * (Prime32_2 - 1));
        low ^= BinaryPrimitives.ReverseEndianness(high);
        var product = Math.BigMul(low, Prime64_2, out low);
        high = product + (high * Prime64_2);
        return new(Avalanche(high), Avalanche(low));
    }

    static ContentHash Hash17To128(ReadOnlySpan<byte> data)
    {
        var state = new Accumulators((ulong)data.Length * Prime64_1, 0);
        for (var i = (data.Length - 1) >> 5; i >= 0; i--)
        {
            state.Mix(data[(i * 16)..], data[(data.Length - (i * 16) - 16)..], i * 32);
        }
        return state.Finish(data.Length);
    }

    static ContentHash Hash129To240(ReadOnlySpan<byte> data)
    {
        var state = new Accumulators((ulong)data.Length * Prime64_1, 0);
        for (var i = 0; i < 4; i++)
        {
            state.Mix(data[(i * 32)..], data[((i * 32) + 16)..], i * 32);
        }
        state = new Accumulators(Avalanche(state.First), Avalanche(state.Second));
        for (var i = 4; i < data.Length >> 5; i++)
        {
            state.Mix(data[(i * 32)..], data[((i * 32) + 16)..], ((i - 4) * 32) + 3);
        }
        state.Mix(data[^16..], data[^32..], 103);
        return state.Finish(data.Length);
    }

    struct Accumulators(ulong first, ulong second)
    {
        public ulong First = first;
        public ulong Second = second;

        public void Mix(ReadOnlySpan<byte> one, ReadOnlySpan<byte> two, int secret)
        {
            First += Fold(Read64(one, 0) ^ Read64(Secret, secret), Read64(one, 8) ^ Read64(Secret, secret + 8));
            Second += Fold(Read64(two, 0) ^ Read64(Secret, secret + 16), Read64(two, 8) ^ Read64(Secret, secret + 24));
            First ^= Read64(two, 0) + Read64(two, 8);
            Second ^= Read64(one, 0) + Read64(one, 8);
        }

        public readonly ContentHash Finish(int length)
        {
            var low = First + Second;
            var high = (First * Prime64_1) + (Second * Prime64_4) + ((ulong)length * Prime64_2);
            return new(0 - Avalanche(high), Avalanche(low));
        }
    }
}
