using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors.Tests;

/// <summary>One digest a kernel, over inputs with every kind of value and lengths that exercise every width and remainder.</summary>
static class KernelDigests
{
    static readonly int[] s_lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 1000, 4096];

    public static void Write(TextWriter writer)
    {
        var widest = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        writer.WriteLine($"width {widest}");
        Elementwise(writer, "Add", (x, y, result) => Kernels.Add(x, y, result));
        Elementwise(writer, "Subtract", (x, y, result) => Kernels.Subtract(x, y, result));
        Elementwise(writer, "Scale", (x, _, result) => Kernels.Scale(x, 0.3f, result));
        Elementwise(writer, "Interpolate", (x, y, result) => Kernels.Interpolate(x, 0.7f, y, 0.3f, result));
        Elementwise(writer, "AddScaled", (x, _, result) => Kernels.AddScaled(x, 0.3f, result));
        Elementwise(writer, "Keep", (x, _, result) => result[0] += MagnitudeSelection.Keep(x, 0x3F000000, x.Length / 10, result));
        foreach (var type in new[] { DType.Float16, DType.BFloat16, DType.Float32, DType.Float64 })
        {
            Conversions(writer, type);
        }
        Sums(writer);
        Counts(writer);
        Integers(writer);
    }

    static void Elementwise(TextWriter writer, string name, Action<float[], float[], float[]> kernel)
    {
        var stored = new List<byte>();
        foreach (var length in s_lengths.Where(length => length > 0))
        {
            var result = Floats.Ordinary(length, 3);
            kernel(Floats.Any(length, 1), Floats.Any(length, 2), result);
            // As the engine stores it: with canonical NaN.
            var bytes = new byte[length * sizeof(float)];
            Conversion.Narrow(result, DType.Float32, bytes);
            stored.AddRange(bytes);
        }
        Line(writer, name, stored.ToArray());
    }

    static void Conversions(TextWriter writer, DType type)
    {
        var (narrow, wide) = (new List<byte>(), new List<byte>());
        foreach (var length in s_lengths)
        {
            var bytes = new byte[type.ByteCount(length)];
            Conversion.Narrow(Floats.Any(length, 4), type, bytes);
            narrow.AddRange(bytes);
            new Random(5).NextBytes(bytes);
            var values = new float[length];
            Conversion.Widen(type, bytes, values);
            wide.AddRange(MemoryMarshal.AsBytes<float>(values));
        }
        Line(writer, $"Narrow {type.Code()}", narrow.ToArray());
        Line(writer, $"Widen {type.Code()}", wide.ToArray());
    }

    static void Sums(TextWriter writer)
    {
        var sums = new List<double>();
        foreach (var length in s_lengths)
        {
            var (x, y) = (Floats.Ordinary(length, 6), Floats.Ordinary(length, 7));
            Reductions.DotAndNorms(x, y, out var dot, out var xx, out var yy);
            sums.AddRange([dot, xx, yy, Reductions.Dot(x, y), Reductions.SumOfSquares(x), Reductions.SumOfMagnitudes(x)]);
        }
        Line(writer, "Reductions", MemoryMarshal.AsBytes<double>(sums.ToArray()));
    }

    static void Counts(TextWriter writer)
    {
        var (high, low) = (new long[MagnitudeSelection.HighBuckets], new long[MagnitudeSelection.LowBuckets]);
        foreach (var length in s_lengths)
        {
            var x = Floats.Repetitive(length, 8);
            MagnitudeSelection.CountHigh(x, high);
            MagnitudeSelection.CountLow(x, 0x3F00, low);
            low[7] += MagnitudeSelection.CountEqual(x, 0x3F000000);
        }
        Line(writer, "CountHigh", MemoryMarshal.AsBytes<long>(high));
        Line(writer, "CountLow, CountEqual", MemoryMarshal.AsBytes<long>(low));
    }

    static void Integers(TextWriter writer)
    {
        var bits = new uint[5000];
        Philox.Fill(0x0123_4567_89AB_CDEF, 3, bits);
        Line(writer, "Philox", MemoryMarshal.AsBytes<uint>(bits));
        Line(writer, "TensorHasher", TensorHasher.Hash(Hashing.XxHash3Tests.Pattern(1 << 20)).Value.ToString("x", null).Select(digit => (byte)digit).ToArray());
    }

    // Lengths up to 240 bytes are hashed without vectors anyway, so a fault in the hash itself cannot hide one in a kernel from every line.
    static void Line(TextWriter writer, string name, ReadOnlySpan<byte> bytes) => writer.WriteLine($"{name}: {new ContentHash(XxHash3.Hash128(bytes))}");
}
