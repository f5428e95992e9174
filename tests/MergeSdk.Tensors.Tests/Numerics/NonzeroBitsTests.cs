namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class NonzeroBitsTests
{
    [Fact]
    public void Elements_whose_bits_are_set_are_multiplied_and_the_others_become_zero()
    {
        for (var length = 0; length <= 300; length++)
        {
            // Of the first, every third or so is +0; −0 and denormals are not.
            var chosen = Floats.Any(length, length).Select((value, i) => i % 3 == length % 3 ? 0 : i % 7 == 0 ? -0f : value).ToArray();
            using var x = new GuardedBuffer<float>(chosen);
            using var words = new GuardedBuffer<ushort>([.. Enumerable.Repeat((ushort)0xFFFF, NonzeroBits.Words(length))]);
            using var values = new GuardedBuffer<float>(Floats.Any(length, length + 1000));
            using var result = new GuardedBuffer<float>(length);

            NonzeroBits.Pack(x.Span, words.Span);
            NonzeroBits.Keep(values.Span, words.Span, 0.3f, result.Span);

            var bits = words.Span.ToArray();
            Enumerable.Range(0, length).Select(i => (bits[i / 16] >> (i % 16)) & 1).Should().Equal(chosen.Select(value => BitConverter.SingleToUInt32Bits(value) != 0 ? 1 : 0));
            var expected = values.Span.ToArray().Select((value, i) => BitConverter.SingleToUInt32Bits(chosen[i]) != 0 ? value * 0.3f : 0).ToArray();
            Floats.Bits(result.Span).Should().Equal(Floats.Bits(expected), "length is {0}", length);
        }
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        ((Action)(() => NonzeroBits.Pack(new float[17], new ushort[1]))).Should().Throw<ArgumentException>();
        ((Action)(() => NonzeroBits.Keep(new float[17], new ushort[1], 1, new float[17]))).Should().Throw<ArgumentException>();
        ((Action)(() => NonzeroBits.Keep(new float[17], new ushort[2], 1, new float[16]))).Should().Throw<ArgumentException>();
    }
}
