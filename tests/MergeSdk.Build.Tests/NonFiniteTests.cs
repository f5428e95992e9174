using MergeSdk.Build.Session;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>NaN and infinities in inputs and outputs.</summary>
public sealed class NonFiniteTests : IDisposable
{
    const int Elements = 700_000; // Three blocks of tiles.

    readonly TestMerge _merge = new();

    public void Dispose() => _merge.Dispose();

    [Theory]
    [InlineData("BF16", float.NaN)]
    [InlineData("BF16", float.NegativeInfinity)]
    [InlineData("F16", float.PositiveInfinity)]
    [InlineData("F32", float.NaN)]
    [InlineData("F64", float.NegativeInfinity)]
    public void One_in_an_input_is_one_warning_a_model_with_the_lowest_index(string type, float value)
    {
        _merge.Model("a", Tensors(type));
        _merge.Model("b", Tensors(type, ("v", 5, value), ("w", 262_144, value), ("w", 699_999, value)));
        _merge.Model("c", Tensors(type, ("w", 3, value)));

        foreach (var workers in (int[])[1, 3])
        {
            _merge.Workers = workers;
            if (Directory.Exists(_merge.State))
                Directory.Delete(_merge.State, recursive: true);
            var first = _merge.Run(Mean(3)).Warnings;
            var second = _merge.Run(Mean(3));

            first.Select(warning => (warning.Severity, warning.Code)).Should().AllBeEquivalentTo((Severity.Warning, DiagnosticCodes.NonFiniteInput)).And.HaveCount(2);
            first[0].Message.Should().Contain("tensor 'v' of model 'b' has a NaN or an infinity at index 5, and 1 more tensor has some");
            first[0].Position!.Value.File.Should().Be(_merge.Path("models", "b", "model.safetensors"));
            first[1].Message.Should().Contain("tensor 'w' of model 'c' has a NaN or an infinity at index 3;");
            second.Merged.Should().Be(0);
            second.Warnings.Should().Equal(first, "a build with nothing to do tells what the first told");
        }
    }

    [Fact]
    public void The_lowest_index_is_found_wherever_it_is()
    {
        foreach (var index in (int[])[0, 1, 15, 16, 4095, 4096, 262_143, 262_144, 524_288, Elements - 1])
        {
            _merge.Model("a", Tensors("BF16", ("w", index, float.NaN), ("w", Elements - 1, float.NaN)));
            _merge.Run(new Linear([0.5]).Of(0)).Warnings.Should().ContainSingle().Which.Message.Should().Contain($"at index {index};");
        }
    }

    [Fact]
    public void A_copied_tensor_is_only_a_warning()
    {
        _merge.Model("a", Tensors("F16", ("w", 9, float.NaN)));
        _merge.Run(Sketch.Input(0)).Warnings.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.NonFiniteInput);
        _merge.Result()["w"].ToDoubles()[9].Should().Be(double.NaN);
    }

    [Fact]
    public void An_output_whose_inputs_have_none_is_refused_and_nothing_is_published()
    {
        _merge.Model("a", Tensors("F16", ("v", 7, 60_000), ("w", 300_000, 60_000), ("w", 262_143, 60_000)));

        foreach (var _ in (int[])[1, 2])
        {
            var error = Refused(_merge.Request(_merge.Plan(_ => Twice)));
            error.Code.Should().Be(DiagnosticCodes.NonFiniteOutput);
            error.Message.Should().Contain("tensor 'v' of the output has a NaN or an infinity at index 7, and 1 more tensor has some")
                .And.Contain("the range of F16").And.Contain("MergeNonFinite");
            File.Exists(System.IO.Path.Combine(_merge.Output, "model.safetensors")).Should().BeFalse();
        }
        // All was computed, so accepting it computes nothing.
        var summary = MergeBuild.Run(_merge.Request(_merge.Plan(_ => Twice)) with { NonFinite = NonFinitePolicy.Allow }, CancellationToken.None);
        summary.Merged.Should().Be(0);
        summary.Warnings.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.NonFiniteOutput);
        _merge.Result()["v"].ToDoubles()[7].Should().Be(double.PositiveInfinity);
    }

    [Fact]
    public void A_float64_beyond_float32_is_the_merges_doing()
    {
        _merge.Model("a", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.F64([2], 1, 1e300) });
        Refused(_merge.Request(_merge.Plan(_ => new Linear([0.5]).Of(0)))).Message.Should().Contain("at index 1");
    }

    [Fact]
    public void Error_refuses_inputs_and_Allow_is_silent_about_them()
    {
        _merge.Model("a", Tensors("F32", ("w", 9, float.NaN)));
        var request = _merge.Request(_merge.Plan(_ => Twice));

        Refused(request with { NonFinite = NonFinitePolicy.Error }).Code.Should().Be(DiagnosticCodes.NonFiniteInput);
        MergeBuild.Run(request with { NonFinite = NonFinitePolicy.Allow }, CancellationToken.None).Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Inputs_that_were_hashed_before_anything_is_merged_are_looked_at_too()
    {
        _merge.Model("a", Tensors("F32"));
        _merge.Run(Twice);
        // Same plan, other bytes: the tensor is hashed to find that out, and only then merged.
        _merge.Model("a", Tensors("F32", ("w", 11, float.NaN)));
        _merge.Run(Twice).Warnings.Should().ContainSingle().Which.Message.Should().Contain("at index 11");
    }

    [Fact]
    public void What_is_taken_from_a_lock_file_is_looked_at_when_it_is_read()
    {
        _merge.Model("a", Tensors("F32", ("w", 13, float.NaN)));
        _merge.Run(Twice);
        using var next = new TestMerge();
        next.ModelAt("up", _merge.Output);
        next.Upstream.Add("up", _merge.State);
        next.Run(Twice).Warnings.Should().ContainSingle().Which.Message.Should().Contain("at index 13");
        next.Run(Twice).Warnings.Should().ContainSingle("it is remembered");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_merge_of_another_merge_tells_the_same_after_that_was_built_again(bool another)
    {
        _merge.Model("a", Tensors("F32", ("w", 13, float.NaN)));
        _merge.Run(Twice);
        using var next = new TestMerge();
        next.ModelAt("up", _merge.Output);
        next.Upstream.Add("up", _merge.State);
        var first = next.Run(Twice).Warnings;

        if (another)
            _merge.Model("a", Tensors("F32", ("v", 3, 7), ("w", 13, float.NaN)));
        else
            Directory.Delete(_merge.Output, recursive: true);
        _merge.Run(Twice).Merged.Should().Be(another ? 1 : 2);
        var second = next.Run(Twice);

        second.Merged.Should().Be(another ? 1 : 0);
        second.Warnings.Should().ContainSingle().And.Equal(first);
    }

    static Sketch Twice => new Linear([2]).Of(0);

    static Sketch Mean(int models) => new Linear([.. Enumerable.Repeat(1.0 / models, models)]).Of([.. Enumerable.Range(0, models).Select(Sketch.Input)]);

    static Diagnostic Refused(MergeRequest request) =>
        ((Action)(() => MergeBuild.Run(request, CancellationToken.None))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;

    /// <summary>A small tensor v and a large one w, of ones, with these values in them.</summary>
    static Dictionary<string, PlainTensor> Tensors(string type, params (string Tensor, int Index, float Value)[] values)
    {
        var tensors = new Dictionary<string, PlainTensor>();
        foreach (var (name, count) in new[] { ("v", 8), ("w", Elements) })
        {
            var elements = Enumerable.Repeat(1f, count).ToArray();
            foreach (var (_, index, value) in values.Where(entry => entry.Tensor == name))
                elements[index] = value;
            tensors[name] = type switch
            {
                "BF16" => PlainTensor.BF16([count], elements),
                "F16" => PlainTensor.F16([count], elements),
                "F32" => PlainTensor.F32([count], elements),
                _ => PlainTensor.F64([count], [.. elements.Select(element => (double)element)]),
            };
        }
        return tensors;
    }
}
