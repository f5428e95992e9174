namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class NonFiniteTests
{
    [Theory]
    [InlineData(DType.Float16, 2)]
    [InlineData(DType.BFloat16, 2)]
    [InlineData(DType.Float32, 4)]
    [InlineData(DType.Float64, 8)]
    public void The_first_of_any_kind_is_found_at_any_place(DType type, int size)
    {
        foreach (var value in (float[])[float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            for (var index = 0; index < 200; index += 1 + (index / 20))
            {
                var values = Enumerable.Repeat(1f, 200).ToArray();
                values[index] = values[199] = value;
                // Unaligned, as a tensor in a file may be.
                var bytes = new byte[(200 * size) + 1];
                Conversion.Narrow(values, type, bytes.AsSpan(1));
                NonFinite.IndexOf(type, bytes.AsSpan(1)).Should().Be(index);
            }
        }
    }

    [Fact]
    public void All_numbers_of_sixteen_bits_are_told_from_all_that_are_none()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var bytes = BitConverter.GetBytes((ushort)bits);
            NonFinite.IndexOf(DType.Float16, bytes).Should().Be(Half.IsFinite(BitConverter.ToHalf(bytes)) ? -1 : 0);
            NonFinite.IndexOf(DType.BFloat16, bytes).Should().Be(float.IsFinite(BitConverter.UInt32BitsToSingle((uint)bits << 16)) ? -1 : 0);
        }
    }

    [Fact]
    public void The_largest_numbers_are_numbers()
    {
        NonFinite.IndexOf(DType.Float32, BitConverter.GetBytes(float.MinValue)).Should().Be(-1);
        NonFinite.IndexOf(DType.Float64, BitConverter.GetBytes(double.MaxValue)).Should().Be(-1);
        NonFinite.IndexOf(DType.UInt8, [0xFF, 0xFF]).Should().Be(-1);
    }
}
