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
        Elementwise(writer, "ScaleMagnitude", (x, _, result) => Kernels.ScaleMagnitude(x, 0.3f, result));
        Elementwise(writer, "Divide", (x, _, result) => Kernels.Divide(x, 3, result));
        Elementwise(writer, "TakeLarger", (x, _, result) => Kernels.TakeLarger(x, result));
        Elementwise(writer, "CountActive", (x, _, result) => Kernels.CountActive(x, 0.3f, result));
        Elementwise(writer, "AddActive", (x, y, result) => Kernels.AddActive(x, 0.3f, 0.7f, y, result));
        Elementwise(writer, "AddAgreeing", (x, y, result) => Kernels.AddAgreeing(x, 0.3f, y, result));
        Elementwise(writer, "AddWeightOfAgreeing", (x, y, result) => Kernels.AddWeightOfAgreeing(x, 0.3f, y, result));
        Elementwise(writer, "AddAgreeingProduct", (x, y, result) => Kernels.AddAgreeingProduct(x, -0.3f, y, result));
        Elementwise(writer, "AddWeightOfAgreeingProduct", (x, y, result) => Kernels.AddWeightOfAgreeingProduct(x, -0.3f, y, result));
        Elementwise(writer, "AddSquaredDistance", (x, y, result) => Kernels.AddSquaredDistance(x, y, result));
        Elementwise(writer, "ShrinkFar", (x, _, result) => Kernels.ShrinkFar(x, 0.3f, 1e-6f, result));
        Elementwise(writer, "DivideByAtLeast", (x, y, result) => Kernels.DivideByAtLeast(x, y, 1e-6f, result));
        Elementwise(writer, "KeepWhereNonzero", (x, y, result) => Kernels.KeepWhereNonzero(x, y, result));
        Elementwise(writer, "KeepWhereZero", (x, y, result) => Kernels.KeepWhereZero(x, y, result));
        Elementwise(writer, "KeepWhereAtMost", (x, y, result) => Kernels.KeepWhereAtMost(x, MemoryMarshal.Cast<float, uint>(y), 0xA000_0000, 0.3f, result));
        Elementwise(writer, "DivideWhereNonzero", (x, y, result) => Kernels.DivideWhereNonzero(x, y, result));
        Elementwise(writer, "MoveWhereAtLeast", (x, y, result) => Kernels.MoveWhereAtLeast(x, y, 0.3f, result));
        Elementwise(writer, "NonzeroBits", (x, y, result) => KeepNonzero(x, y, result));
        Elementwise(writer, "RankedSelection", (x, _, result) => Draw(x, result));
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

    static void KeepNonzero(float[] x, float[] y, float[] result)
    {
        var words = new ushort[NonzeroBits.Words(y.Length)];
        NonzeroBits.Pack(y, words);
        NonzeroBits.Keep(x, words, 0.3f, result);
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
            sums.AddRange([dot, xx, yy, Reductions.Dot(x, y), Reductions.SumOfSquares(x), Reductions.SumOfMagnitudes(x), SoftmaxDivergence.Of(x, y, 1e-8)]);
        }
        Line(writer, "Sums", MemoryMarshal.AsBytes<double>(sums.ToArray()));
    }

    static void Counts(TextWriter writer)
    {
        var bracket = new MagnitudeBracket(0x3E00_0000, 0x7F80_0000, 15);
        var buckets = new MagnitudeBucket[bracket.Buckets];
        var counts = new List<int>();
        foreach (var length in s_lengths)
        {
            var x = Floats.Repetitive(length, 8);
            var equal = new int[2];
            counts.Add(MagnitudeSelection.Count(x, bracket, [0x3F00_0000, 0x4000_0000], equal, buckets));
            counts.AddRange([.. equal, MagnitudeSelection.CountEqual(x, 0x3F000000)]);
        }
        Line(writer, "Count, CountEqual", MemoryMarshal.AsBytes<int>(counts.ToArray()));
        Line(writer, "Buckets", MemoryMarshal.AsBytes<MagnitudeBucket>(buckets));
    }

    static void Draw(float[] x, float[] result)
    {
        var draws = new uint[x.Length];
        Philox.Fill(9, 0, draws);
        RankedSelection.Keep(x, draws, [.. x.Select((_, rank) => (uint)((0.3 + (0.4 * rank / x.Length)) * uint.MaxValue))], 1.5f, result);
    }

    static void Integers(TextWriter writer)
    {
        var bits = new uint[5000];
        Philox.Fill(0x0123_4567_89AB_CDEF, 3, bits);
        Line(writer, "Philox", MemoryMarshal.AsBytes<uint>(bits));
        Line(writer, "TensorHasher", TensorHasher.Hash(Hashing.XxHash3Tests.Pattern(1 << 20)).ToString().Select(digit => (byte)digit).ToArray());
    }

    // Lengths up to 240 bytes are hashed without vectors anyway, so a fault in the hash itself cannot hide one in a kernel from every line.
    static void Line(TextWriter writer, string name, ReadOnlySpan<byte> bytes) => writer.WriteLine($"{name}: {XxHash3.Hash128(bytes)}");
}
