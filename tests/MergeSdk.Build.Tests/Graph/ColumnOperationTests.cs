using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>Sums for each column are added up in the order of blocks, whichever worker has which block and whoever is ahead.</summary>
public class ColumnOperationTests
{
    const int Columns = 700;
    const int Rows = 4000;

    static readonly TensorType s_type = new(DType.Float32, new TensorShape(Rows, Columns));
    static readonly Tiling s_tiling = new(s_type.Shape, byRows: false);

    // Of very different magnitudes, so that another order of sums has other last bits.
    static readonly float[][] s_operands = [.. new[] { 1, 2 }.Select(seed => PlainTensor.Random("F32", [Rows, Columns], seed).ToDoubles()
        .Select((value, i) => (float)(value * Math.Pow(10, (i / Columns) % 7))).ToArray())];

    [Fact]
    public void Any_interleaving_of_blocks_gives_the_same_bits()
    {
        s_tiling.BlockCount.Should().BeGreaterThan(8);
        var expected = Run(workers: 1, new Random(0));
        expected.Should().NotContain(value => !float.IsFinite(value));

        foreach (var seed in Enumerable.Range(1, 20))
            Run(workers: 1 + (seed % 6), new Random(seed)).AsSpan().SequenceEqual(expected).Should().BeTrue($"the order of seed {seed} changes no bit");
    }

    [Fact]
    public void The_bits_are_those_of_sums_block_by_block()
    {
        var totals = new double[3 * Columns];
        for (var block = 0; block < s_tiling.BlockCount; block++)
        {
            var sums = new double[3 * Columns];
            for (var i = block * s_tiling.BlockElements; i < Math.Min(s_tiling.Elements, (block + 1) * s_tiling.BlockElements); i++)
            {
                double x = s_operands[0][i], y = s_operands[1][i];
                sums[3 * (i % Columns)] += x * x;
                sums[(3 * (i % Columns)) + 1] += x * y;
                sums[(3 * (i % Columns)) + 2] += y * y;
            }
            for (var i = 0; i < totals.Length; i++)
                totals[i] += sums[i];
        }

        Run(workers: 4, new Random(7)).Should().Equal(Enumerable.Range(0, Rows * Columns).Select(i =>
        {
            var (first, second) = Coefficients(totals[3 * (i % Columns)], totals[(3 * (i % Columns)) + 1], totals[(3 * (i % Columns)) + 2]);
            return ((float)first * s_operands[0][i]) + ((float)second * s_operands[1][i]);
        }));
    }

    /// <summary>Remainders depend on the last bits of the sums.</summary>
    static (double First, double Second) Coefficients(double xx, double xy, double yy) => (xx % 1e-3, (xy % 1e-3) + (yy % 1e-3));

    /// <summary>Hands the tiles out as workers would: each takes the next block and brings its tiles in order, and who is next is drawn.</summary>
    static float[] Run(int workers, Random random)
    {
        var operation = new ColumnOperation(new Subtract().Of(0, 1).Context(s_type, [new("a", "x"), new("b", "x")], workers), Coefficients);
        foreach (var pass in operation.Passes())
        {
            var blocks = new Queue<int>(Enumerable.Range(0, s_tiling.BlockCount));
            var tiles = new Queue<int>[workers];
            for (var worker = 0; worker < workers; worker++)
                tiles[worker] = [];
            while (blocks.Count > 0 || tiles.Any(queue => queue.Count > 0))
            {
                var worker = random.Next(workers);
                if (tiles[worker].Count == 0 && blocks.TryDequeue(out var block))
                    tiles[worker] = new(Enumerable.Range(0, s_tiling.TileCount).Where(tile => s_tiling.BlockOf(tile) == block));
                // Now and then one hurries ahead of all others.
                for (var count = random.Next(8) == 0 ? 64 : 1; count > 0 && tiles[worker].TryDequeue(out var tile); count--)
                    pass.Take(Tile(tile, worker));
            }
        }
        var result = new float[Rows * Columns];
        for (var tile = 0; tile < s_tiling.TileCount; tile++)
        {
            var now = Tile(tile, worker: 0);
            operation.Evaluate(now, result.AsSpan((int)now.Start, now.Length));
        }
        operation.Release();
        return result;
    }

    static Tile Tile(int index, int worker)
    {
        var start = index * s_tiling.TileElements;
        var length = Math.Min(s_tiling.TileElements, (Rows * Columns) - start);
        return new Tile(index, start, length, worker, [.. s_operands.Select(operand => operand.AsSpan(start, length).ToArray())], new[] { 0, 1 }, firstScratch: 2);
    }
}
