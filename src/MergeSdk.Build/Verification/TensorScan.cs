using MergeSdk.Compute;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Verification;

/// <summary>Reads one stored tensor from end to end: hashes it and looks at its values, block by block, in any order and from any thread.</summary>
sealed class TensorScan(InputTensor input)
{
    /// <summary>Elements that are widened and summed at a time: 16 KiB of float32 stay in the first-level cache.</summary>
    const int TileElements = 4096;

    const float LargestFloat16 = 65504;

    readonly StoredTensor _stored = input.Stored;
    readonly BlockFigures[] _blocks = new BlockFigures[CopyBlock.Count(input.Stored.ByteCount)];

    public TensorFigures Run(bool countOutliers, BlockLoop forEachBlock)
    {
        Pass(forEachBlock, (block, start, tile) => _blocks[block].Add(start, tile));
        input.FinishContent();
        var nonFinite = _blocks.Where(block => block.NonFinite > 0).Select(block => block.FirstNonFinite).DefaultIfEmpty(-1).First();
        var elements = _stored.Info.Shape.ElementCount;
        var rootMeanSquare = elements == 0 ? 0 : Math.Sqrt(_blocks.Sum(block => block.Squares) / elements);
        return new TensorFigures(
            _stored,
            input.Content!.Value.Hash,
            _blocks.Sum(block => block.NonFinite),
            nonFinite,
            _blocks.Sum(block => block.BeyondFloat16),
            rootMeanSquare,
            countOutliers && _stored.Info.DType.IsArithmetic() ? CountBeyond((float)(WeightCheck.OutlierFactor * rootMeanSquare), forEachBlock) : null);
    }

    /// <summary>A second pass: what counts as large is known only after the first.</summary>
    long CountBeyond(float limit, BlockLoop forEachBlock)
    {
        var counts = new long[_blocks.Length];
        Pass(forEachBlock, (block, _, tile) =>
        {
            var count = 0;
            foreach (var value in tile)
                count += MathF.Abs(value) > limit ? 1 : 0;
            counts[block] += count;
        });
        return counts.Sum();
    }

    void Pass(BlockLoop forEachBlock, Action<int, long, ReadOnlySpan<float>> forEachTile) =>
        forEachBlock(_blocks.Length, (block, workspace) =>
        {
            var offset = (long)block * CopyBlock.Bytes;
            var bytes = workspace.Bytes((int)Math.Min(CopyBlock.Bytes, _stored.ByteCount - offset));
            input.Read(offset, bytes);
            if (!_stored.Info.DType.IsArithmetic())
                return;
            var size = _stored.Info.DType.ElementBytes();
            var tile = workspace.Registers(1, TileElements)[0];
            for (var done = 0; done < bytes.Length; done += TileElements * size)
            {
                var length = Math.Min(TileElements, (bytes.Length - done) / size);
                Conversion.Widen(_stored.Info.DType, bytes.Slice(done, length * size), tile);
                forEachTile(block, (offset + done) / size, tile.AsSpan(0, length));
            }
        });

    struct BlockFigures
    {
        public double Squares;
        public long NonFinite;
        public long FirstNonFinite;
        public long BeyondFloat16;

        public void Add(long start, ReadOnlySpan<float> tile)
        {
            var squares = Reductions.SumOfSquares(tile);
            Squares += squares;
            // The squares of float32 cannot overflow a float64: the sum is finite if every element is, and no element is larger than its root.
            if (squares <= (double)LargestFloat16 * LargestFloat16)
                return;
            for (var i = 0; i < tile.Length; i++)
            {
                if (!float.IsFinite(tile[i]))
                {
                    if (NonFinite++ == 0)
                        FirstNonFinite = start + i;
                }
                else if (MathF.Abs(tile[i]) > LargestFloat16)
                {
                    BeyondFloat16++;
                }
            }
        }
    }
}
