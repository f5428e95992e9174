namespace MergeSdk.Tensors.Tests.Numerics;

public sealed class PhiloxTests
{
    // The known answers of the Random123 library (file kat_vectors) whose counters fit 64 bits, and the paper's arithmetic below for the rest.
    [Fact]
    public void Known_answer_of_zeros()
    {
        var bits = new uint[4];
        Philox.Fill(0, 0, bits);
        bits.Should().Equal(0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8);
    }

    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, new[] { 0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u })]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, new[] { 0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu })]
    [InlineData(0x243F6A88u, 0x85A308D3u, 0x13198A2Eu, 0x03707344u, 0xA4093822u, 0x299F31D0u, new[] { 0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u })]
    public void The_oracle_gives_all_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint[] expected) =>
        Oracle([c0, c1, c2, c3], k0, k1).Should().Equal(expected);

    [Fact]
    public void Every_start_and_length_gives_the_same_stream()
    {
        const ulong Key = 0x299F31D0_A4093822;
        foreach (var origin in new[] { 0, (4L << 32) - 512, long.MaxValue - 2000 })
        {
            var stream = Enumerable.Range(0, 1024).Select(i => Word(Key, origin + i)).ToArray();
            for (var length = 0; length <= 256; length++)
            {
                using var bits = new GuardedBuffer<uint>(length);
                var start = length * 7 % 701;
                Philox.Fill(Key, origin + start, bits.Span);
                bits.Span.SequenceEqual(stream.AsSpan(start, length)).Should().BeTrue("{0} words from {1} + {2}", length, origin, start);
            }
        }
    }

    [Fact]
    public void Negative_indices_are_refused() => ((Action)(() => Philox.Fill(0, -1, new uint[1]))).Should().Throw<ArgumentOutOfRangeException>();

    static uint Word(ulong key, long index)
    {
        var block = (ulong)index / 4;
        return Oracle([(uint)block, (uint)(block >> 32), 0, 0], (uint)key, (uint)(key >> 32))[index % 4];
    }

    static uint[] Oracle(uint[] counter, uint key0, uint key1)
    {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3]);
        for (var round = 0; round < 10; round++)
        {
            var (left, right) = ((ulong)c0 * 0xD2511F53, (ulong)c2 * 0xCD9E8D57);
            (c0, c1, c2, c3) = ((uint)(right >> 32) ^ c1 ^ key0, (uint)right, (uint)(left >> 32) ^ c3 ^ key1, (uint)left);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return [c0, c1, c2, c3];
    }
}
