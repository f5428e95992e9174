using System.Diagnostics;
using System.Reflection;

namespace MergeSdk.Tensors.Tests.Hashing;

public sealed class TensorHasherTests
{
    const int Leaf = TensorHasher.LeafBytes;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Leaf - 1)]
    [InlineData(Leaf)]
    [InlineData(Leaf + 1)]
    [InlineData((3 * Leaf) + 77)]
    public void The_hash_is_the_documented_tree(int length)
    {
        var data = XxHash3Tests.Pattern(length);
        var root = new List<byte>();
        foreach (var leaf in data.Chunk(Leaf))
        {
            var digest = new byte[16];
            XxHash3.Hash128(leaf).WriteTo(digest);
            root.AddRange(digest);
        }
        root.AddRange(BitConverter.GetBytes((ulong)length));

        TensorHasher.Hash(data).Should().Be(XxHash3.Hash128(root.ToArray()));
    }

    [Fact]
    public void Blocks_may_come_in_any_order_from_any_thread()
    {
        var data = XxHash3Tests.Pattern((9 * Leaf) + 5);
        var hasher = new TensorHasher(data.Length);
        (int Start, int Leaves)[] blocks = [(7, 3), (0, 1), (3, 4), (1, 2)];

        Parallel.ForEach(blocks, block =>
            hasher.Add((long)block.Start * Leaf, data.AsSpan(block.Start * Leaf, Math.Min(block.Leaves * Leaf, data.Length - (block.Start * Leaf)))));

        hasher.Finish().Should().Be(TensorHasher.Hash(data));
    }

    [Fact]
    public void A_tensor_without_bytes_needs_no_blocks()
    {
        new TensorHasher(0).Finish().Should().Be(TensorHasher.Hash([]));
    }

    [Fact]
    public void Tensors_of_different_length_differ_even_if_one_continues_the_other_with_zeros()
    {
        TensorHasher.Hash(new byte[10]).Should().NotBe(TensorHasher.Hash(new byte[11]));
    }

    [Fact]
    public void Ranges_may_cut_leaves_and_come_in_any_order()
    {
        var bytes = new byte[(3 * Leaf) + 12_345];
        new Random(4).NextBytes(bytes);
        int[] cuts = [0, 1, 700, Leaf - 1, Leaf, Leaf + 5, (2 * Leaf) + 9, (3 * Leaf) + 1, bytes.Length];
        var hasher = new TensorHasher(bytes.Length);

        Parallel.ForEach(cuts.Zip(cuts.Skip(1)).Reverse(), range => hasher.Add(range.First, bytes.AsSpan(range.First..range.Second)));

        hasher.Finish().Should().Be(TensorHasher.Hash(bytes));
    }

    [Fact]
    public void Ranges_outside_the_tensor_are_refused()
    {
        var hasher = new TensorHasher(Leaf + 10);
        ((Action)(() => hasher.Add(Leaf, new byte[11]))).Should().Throw<ArgumentException>();
        ((Action)(() => hasher.Add(-Leaf, new byte[Leaf]))).Should().Throw<ArgumentException>();
        ((Action)(() => _ = new TensorHasher(-1))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void An_incomplete_tensor_has_no_hash()
    {
        var hasher = new TensorHasher(2 * Leaf);
        hasher.Add(Leaf, new byte[Leaf]);
        hasher.Invoking(it => it.Finish()).Should().Throw<InvalidOperationException>().WithMessage($"{Leaf} of*");
    }

    [SkippableFact]
    public void Adding_allocates_nothing()
    {
        var unoptimized = typeof(TensorHasher).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled ?? false;
        Skip.If(unoptimized, "Code that is compiled for debugging boxes values that optimized code does not.");
        const int Blocks = 20;
        var data = new byte[Leaf];
        var hasher = new TensorHasher((long)Blocks * Leaf);
        var allocated = new long[Blocks];
        for (var i = 0; i < Blocks; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            hasher.Add((long)i * Leaf, data);
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        allocated.Min().Should().Be(0, "only what the runtime itself allocates now and then is left: {0}", string.Join(' ', allocated));
    }
}
