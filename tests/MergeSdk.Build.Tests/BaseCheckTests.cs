using MergeSdk.Compute;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Task vectors of another base than the model's own.</summary>
public sealed class BaseCheckTests : IDisposable
{
    readonly TestMerge _merge = new();

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void A_model_that_was_not_trained_from_the_base_is_one_warning_and_stays_one()
    {
        var @base = Tensors(1);
        _merge.Model("base", @base);
        _merge.Model("tuned", Tuned(@base, 2));
        _merge.Model("other", Tensors(3));

        var first = _merge.Run(TestMerge.TaskArithmetic(0.5, 0.5)).Warnings;

        var warning = first.Should().ContainSingle().Subject;
        warning.Message.Should().MatchRegex(
            "^model 'other' was not trained from 'base', it seems: of 512 weights looked at in 8 tensors, (4[5-9]|5[0-5]) % have the same sign in both, about as many as by chance. ");
        (warning.Severity, warning.Code, warning.Position!.Value.File).Should().Be((Severity.Warning, DiagnosticCodes.NotTheBase, _merge.Path("models", "other")));
        var nothing = _merge.Run(TestMerge.TaskArithmetic(0.5, 0.5));
        (nothing.Merged, nothing.BytesWritten).Should().Be((0, 0));
        nothing.Warnings.Should().Equal(first, "a build with nothing to do tells what the first told");
        _merge.Run(TestMerge.TaskArithmetic(0.5, 0.4)).Warnings.Should().Equal(first);

        _merge.Model("other", Tuned(@base, 3));
        _merge.Run(TestMerge.TaskArithmetic(0.5, 0.5)).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Fine_tunes_of_one_model_may_be_subtracted_from_one_another()
    {
        _merge.Model("c", Tensors(1));
        _merge.Model("b", Tuned(Tensors(2), 3));
        _merge.Model("a", Tuned(Tensors(2), 4));

        _merge.Run(new Add().Of(0, new Subtract().Of(1, 2))).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Models_that_are_not_subtracted_may_be_any()
    {
        _merge.Model("a", Tensors(1));
        _merge.Model("b", Tensors(2));

        _merge.Run(new Linear([0.5, 0.5]).Of(0, 1)).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Vectors_masks_and_few_weights_tell_nothing()
    {
        var sets = new[] { 1, 2 }.Select(seed => Enumerable.Range(0, 20).ToDictionary(i => $"{i}", i => i switch
        {
            < 3 => PlainTensor.Random("F32", [9, 9], (100 * seed) + i),
            < 9 => PlainTensor.Random("F32", [300], (100 * seed) + i),
            < 15 => PlainTensor.F32([8, 8], [.. Enumerable.Repeat(seed == 1 ? 1f : -1f, 64)]),
            _ => PlainTensor.F32([0, 8]),
        })).ToList();
        _merge.Model("base", sets[0]);
        _merge.Model("other", sets[1]);

        _merge.Run(TestMerge.TaskArithmetic(0.5)).Warnings.Should().BeEmpty("192 weights are too few");
    }

    [Fact]
    public void A_merge_of_another_merge_tells_the_same_after_that_was_built_again()
    {
        _merge.Model("base", Tensors(1));
        _merge.Run(new Linear([2]).Of(0));
        using var next = new TestMerge();
        next.Model("base", Tensors(2));
        next.ModelAt("up", _merge.Output);
        next.Upstream.Add("up", _merge.State);
        var first = next.Run(TestMerge.TaskArithmetic(0.5)).Warnings;

        var changed = Tensors(1);
        changed["0"] = PlainTensor.Random("BF16", [10, 20], 99);
        _merge.Model("base", changed);
        _merge.Run(new Linear([2]).Of(0)).Merged.Should().Be(1);
        var second = next.Run(TestMerge.TaskArithmetic(0.5));

        second.Merged.Should().Be(1);
        Directory.Delete(next.State, recursive: true);
        second.Warnings.Should().ContainSingle().And.Equal(next.Run(TestMerge.TaskArithmetic(0.5)).Warnings);
        first.Should().ContainSingle();
    }

    [Theory]
    [InlineData("F32", DType.Float32, 4)]
    [InlineData("F64", DType.Float64, 8)]
    [InlineData("F16", DType.Float16, 2)]
    [InlineData("BF16", DType.BFloat16, 2)]
    public void Signs_are_found_however_the_bytes_come_by(string name, DType type, int size)
    {
        var tensor = PlainTensor.Random(name, [100], 7);
        var expected = tensor.ToDoubles().Take(64).Select((value, i) => value < 0 ? 1UL << i : 0).Aggregate((all, bit) => all | bit);
        foreach (var elements in (int[])[1, 3, 40, 64, 100])
        {
            var scan = new SignScan(type);
            foreach (var piece in tensor.Bytes.Chunk(elements * size).Select((bytes, i) => (Offset: (long)i * elements * size, bytes)).Reverse())
                scan.Add(piece.Offset, piece.bytes);
            scan.Signs.Should().Be(expected);
        }
    }

    [Fact]
    public void Integers_have_no_signs()
    {
        var scan = new SignScan(DType.Int64);
        scan.Add(0, PlainTensor.I64([2], -1, -1).Bytes);
        scan.Signs.Should().Be(0);
    }

    static Dictionary<string, PlainTensor> Tensors(int seed) =>
        Enumerable.Range(0, 8).ToDictionary(i => $"{i}", i => PlainTensor.Random("BF16", [10, 20], (100 * seed) + i));

    /// <summary>The tensors, each weight changed by some hundredths of the weights' size.</summary>
    static Dictionary<string, PlainTensor> Tuned(Dictionary<string, PlainTensor> tensors, int seed) => tensors.ToDictionary(tensor => tensor.Key, tensor =>
    {
        var random = new Random(seed);
        return PlainTensor.BF16(tensor.Value.Shape, [.. tensor.Value.ToDoubles().Select(value => (float)(value + (0.002 * (random.NextDouble() - 0.5))))]);
    });
}
