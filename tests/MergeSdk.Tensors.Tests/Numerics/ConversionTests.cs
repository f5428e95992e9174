using System.Runtime.InteropServices;

namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class ConversionTests
{
    const int AllPatterns = 1 << 16;
    const int RandomValues = 1 << 22;

    static readonly ushort[] s_patterns = [.. Enumerable.Range(0, AllPatterns).Select(i => (ushort)i)];

    [Fact]
    public void Every_half_widens_to_its_value()
    {
        var result = new float[AllPatterns];
        Conversion.Widen(DType.Float16, MemoryMarshal.AsBytes<ushort>(s_patterns), result);

        Floats.Bits(result).Should().Equal(Floats.Bits([.. s_patterns.Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))]));
    }

    [Fact]
    public void Every_bfloat16_widens_to_its_value()
    {
        var result = new float[AllPatterns];
        Conversion.Widen(DType.BFloat16, MemoryMarshal.AsBytes<ushort>(s_patterns), result);

        result.Select(BitConverter.SingleToUInt32Bits).Should().Equal(s_patterns.Select(bits => (uint)bits << 16));
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Every_16_bit_pattern_survives_widening_and_narrowing(DType type)
    {
        var (wide, narrow) = (new float[AllPatterns], new ushort[AllPatterns]);
        Conversion.Widen(type, MemoryMarshal.AsBytes<ushort>(s_patterns), wide);
        Conversion.Narrow(wide, type, MemoryMarshal.AsBytes(narrow.AsSpan()));

        var nan = type == DType.Float16 ? (ushort)0x7E00 : (ushort)0x7FC0;
        narrow.Should().Equal(s_patterns.Zip(wide, (bits, value) => float.IsNaN(value) ? nan : bits));
    }

    [Fact]
    public void Floats_narrow_to_the_nearest_half()
    {
        var values = Floats.Any(RandomValues, 1);
        var result = new ushort[values.Length];
        Conversion.Narrow(values, DType.Float16, MemoryMarshal.AsBytes(result.AsSpan()));

        for (var i = 0; i < values.Length; i++)
        {
            var expected = float.IsNaN(values[i]) ? (ushort)0x7E00 : BitConverter.HalfToUInt16Bits((Half)values[i]);
            if (result[i] != expected)
            {
                Assert.Fail($"{values[i]:R} (0x{BitConverter.SingleToUInt32Bits(values[i]):X8}) became 0x{result[i]:X4}, not 0x{expected:X4}.");
            }
        }
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Halfway_cases_round_to_even_and_their_neighbors_to_the_nearest(DType type)
    {
        // For every finite value of the type and the next: the middle, and the floats just below and above.
        var (wide, result) = (new float[AllPatterns], new ushort[3]);
        Conversion.Widen(type, MemoryMarshal.AsBytes<ushort>(s_patterns), wide);
        for (var i = 0; i < AllPatterns - 1; i++)
        {
            if (!float.IsFinite(wide[i]) || !float.IsFinite(wide[i + 1]) || i == 0x7FFF)
            {
                continue;
            }
            var middle = (float)(((double)wide[i] + wide[i + 1]) / 2);
            var (inner, outer) = (MathF.BitDecrement(middle), MathF.BitIncrement(middle));
            (inner, outer) = float.IsNegative(middle) ? (outer, inner) : (inner, outer);
            Conversion.Narrow([middle, inner, outer], type, MemoryMarshal.AsBytes(result.AsSpan()));
            if (result[0] != i + (i & 1) || result[1] != i || result[2] != i + 1)
            {
                Assert.Fail($"Between 0x{i:X4} and 0x{i + 1:X4}: {string.Join(", ", result.Select(bits => bits.ToString("X4", null)))}.");
            }
        }
    }

    [Fact]
    public void Floats_narrow_to_the_nearest_bfloat16()
    {
        var values = Floats.Any(RandomValues, 2);
        var result = new ushort[values.Length];
        Conversion.Narrow(values, DType.BFloat16, MemoryMarshal.AsBytes(result.AsSpan()));

        for (var i = 0; i < values.Length; i++)
        {
            if (result[i] != NearestBFloat16(values[i]))
            {
                Assert.Fail($"{values[i]:R} (0x{BitConverter.SingleToUInt32Bits(values[i]):X8}) became 0x{result[i]:X4}, not 0x{NearestBFloat16(values[i]):X4}.");
            }
        }
    }

    [Fact]
    public void Doubles_round_once()
    {
        var random = new Random(3);
        double[] values =
        [
            0, -0.0, double.Epsilon, double.MaxValue, double.NegativeInfinity, double.NaN, 3.4028235677973366e38, 3.4028235677973362e38, 1e-45, 7e-46, 1 + Math.ScaleB(1, -24),
            .. Enumerable.Range(0, 10_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())), .. Enumerable.Range(0, 1000).Select(_ => random.NextDouble()),
        ];
        var result = new float[values.Length];
        Conversion.Widen(DType.Float64, MemoryMarshal.AsBytes<double>(values), result);

        Floats.Bits(result).Should().Equal(Floats.Bits([.. values.Select(value => (float)value)]));
    }

    [Fact]
    public void Floats_become_doubles_exactly_and_nan_canonical()
    {
        var values = Floats.Any(10_000, 4);
        var (doubles, floats) = (new double[values.Length], new float[values.Length]);
        Conversion.Narrow(values, DType.Float64, MemoryMarshal.AsBytes(doubles.AsSpan()));
        Conversion.Narrow(values, DType.Float32, MemoryMarshal.AsBytes(floats.AsSpan()));

        doubles.Select(BitConverter.DoubleToInt64Bits).Should().Equal(
            values.Select(value => float.IsNaN(value) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(value)));
        floats.Select(BitConverter.SingleToInt32Bits).Should().Equal(values.Select(value => float.IsNaN(value) ? 0x7FC0_0000 : BitConverter.SingleToInt32Bits(value)));
    }

    [Theory]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Every_length_stays_within_its_spans_at_any_alignment(DType type)
    {
        var size = (int)type.ByteCount(1);
        var all = new byte[257 * size];
        Conversion.Narrow(Floats.Ordinary(257, 5), type, all);
        var expected = new float[257];
        Conversion.Widen(type, all, expected);
        for (var length = 0; length <= 256; length++)
        {
            foreach (var misalignment in new[] { 0, 1, 3 })
            {
                using var bytes = new GuardedBuffer<byte>((length * size) + misalignment, atEnd: misalignment == 0);
                using var values = new GuardedBuffer<float>(length, atEnd: misalignment == 0);
                var source = bytes.Span[misalignment..];
                all.AsSpan(0, length * size).CopyTo(source);

                Conversion.Widen(type, source, values.Span);
                values.Span.SequenceEqual(expected.AsSpan(0, length)).Should().BeTrue("{0} elements widen", length);

                source.Clear();
                Conversion.Narrow(values.Span, type, source);
                source.SequenceEqual(all.AsSpan(0, length * size)).Should().BeTrue("{0} elements narrow", length);
            }
        }
    }

    [Fact]
    public void Wrong_types_and_lengths_are_refused()
    {
        ((Action)(() => Conversion.Widen(DType.Int8, new byte[4], new float[4]))).Should().Throw<ArgumentException>().WithMessage("*I8*");
        ((Action)(() => Conversion.Widen(DType.Float16, new byte[3], new float[4]))).Should().Throw<ArgumentException>();
        ((Action)(() => Conversion.Widen(DType.Float16, new byte[4], new float[1]))).Should().Throw<ArgumentException>();
        ((Action)(() => Conversion.Narrow(new float[2], DType.Float32, new byte[7]))).Should().Throw<ArgumentException>();
        ((Action)(() => Conversion.Narrow(new float[2], DType.Float8E4M3, new byte[7]))).Should().Throw<ArgumentException>();
    }

    static ushort NearestBFloat16(float value)
    {
        if (float.IsNaN(value))
        {
            return 0x7FC0;
        }
        // Exact, in integers that cannot overflow: the magnitude in units of the float's last place.
        var bits = BitConverter.SingleToUInt32Bits(value);
        var (kept, rest) = (bits >> 16, bits & 0xFFFF);
        return (ushort)(rest > 0x8000 || (rest == 0x8000 && kept % 2 == 1) ? kept + 1 : kept);
    }
}
