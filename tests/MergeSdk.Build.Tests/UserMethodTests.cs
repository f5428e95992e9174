using System.Globalization;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Methods whose code comes with the request.</summary>
public sealed class UserMethodTests : IDisposable
{
    static readonly PlainTensor s_first = PlainTensor.Random("F32", [1003, 977], seed: 1);
    static readonly PlainTensor s_second = PlainTensor.Random("F32", [1003, 977], seed: 2);

    static readonly UserMethodCode s_normMatched = new(
        (inputs, sums, output) =>
        {
            var factor = (float)(inputs.Parameters[0] * Math.Sqrt(sums[0] / sums[1]));
            for (var i = 0; i < output.Length; i++)
                output[i] = factor * inputs[1][i];
        },
        Failed)
    {
        Sums = 2,
        Measure = (inputs, sums) =>
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                sums[0] += (double)inputs[0][i] * inputs[0][i];
                sums[1] += (double)inputs[1][i] * inputs[1][i];
            }
        },
    };

    readonly TestMerge _merge = new();

    public UserMethodTests()
    {
        _merge.Model("first", new Dictionary<string, PlainTensor> { ["w"] = s_first, ["empty"] = PlainTensor.F32([0, 5]) });
        _merge.Model("second", new Dictionary<string, PlainTensor> { ["w"] = s_second, ["empty"] = PlainTensor.F32([0, 5]) });
    }

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void Sums_do_not_depend_on_the_number_of_threads()
    {
        var bits = new List<byte[]>();
        foreach (var workers in new[] { 1, 2, 8 })
        {
            using var merge = new TestMerge { Workers = workers };
            merge.Model("first", new Dictionary<string, PlainTensor> { ["w"] = s_first });
            merge.Model("second", new Dictionary<string, PlainTensor> { ["w"] = s_second });
            Run(merge, Method("norm", parameters: [0.5]), s_normMatched);
            bits.Add(merge.Result()["w"].Bytes);
        }

        bits[1].Should().Equal(bits[0]);
        bits[2].Should().Equal(bits[0]);
        var norm = Math.Sqrt(s_first.ToDoubles().Sum(value => value * value));
        Math.Sqrt(Values(bits[0]).Sum(value => value * value)).Should().BeApproximately(0.5 * norm, 1e-4 * norm);
    }

    [Fact]
    public void The_function_is_given_tiles_and_fills_one_of_zeros()
    {
        var code = new UserMethodCode(
            (inputs, _, output) =>
            {
                inputs.Count.Should().Be(2);
                inputs[0].Length.Should().Be(output.Length);
                for (var i = 0; i < output.Length; i += 2)
                    output[i] = inputs[0][i] + (10 * inputs[1][i]);
            },
            Failed);

        Run(_merge, Method("add"), code);

        var (first, second) = (s_first.ToDoubles(), s_second.ToDoubles());
        // Tiles have an even number of elements, so even elements of tiles are even elements.
        _merge.Result()["w"].ToDoubles().Should().Equal(first.Zip(second, (a, b) => (double)((float)a + (10 * (float)b))).Select((value, i) => i % 2 == 0 ? value : 0));
    }

    [Fact]
    public void Another_code_version_computes_again_and_says_why()
    {
        Run(_merge, Method("norm", "11", [0.5]), s_normMatched).Merged.Should().Be(2);
        Run(_merge, Method("norm", "11", [0.5]), s_normMatched).Merged.Should().Be(0);
        MergeBuild.Explain(_merge.Request(_merge.Plan(_ => Method("norm", "12", [0.5]).Of(0, 1))), default)[0].Reason.Should().Contain("code: 11").And.Contain("code: 12");
        Run(_merge, Method("norm", "12", [0.5]), s_normMatched).Merged.Should().Be(2);
        Run(_merge, Method("norm", "12", [0.75]), s_normMatched).Merged.Should().Be(2);
    }

    [Fact]
    public void A_plan_without_the_code_changes_nothing_and_says_so()
    {
        _merge.Run(new Add().Of(0, 1));
        var before = _merge.Artifact();

        _merge.Invoking(merge => merge.Run(Method("norm", parameters: [1]).Of(0, 1))).Should().Throw<MergeException>()
            .Which.Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == DiagnosticCodes.UserMethodUnknown);

        _merge.Artifact().Should().BeEquivalentTo(before);
    }

    [Fact]
    public void An_exception_of_the_code_is_the_error_it_is_made_into()
    {
        var code = new UserMethodCode((_, _, _) => throw new InvalidOperationException("broken"), Failed);

        _merge.Invoking(merge => Run(merge, Method("norm"), code)).Should().Throw<MergeException>().WithMessage("w: broken");
    }

    [Fact]
    public void The_code_runs_in_the_invariant_culture_on_every_thread()
    {
        var code = new UserMethodCode((_, _, output) => output.Fill(float.Parse("0.5")), Failed);
        var (own, comma) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = comma;
            Run(_merge, Method("half"), code);
            CultureInfo.CurrentCulture.Should().BeSameAs(comma);
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }

        Values(_merge.Result()["w"].Bytes).Should().OnlyContain(value => value == 0.5);
    }

    [Fact]
    public void A_plan_file_keeps_everything_but_the_code()
    {
        var plan = _merge.Plan(_ => new UserMethod("norm", "1f", [0.5, -1]).Of(0));
        var file = _merge.Path("plan.json");
        TestMerge.Write(plan, file);

        var read = MergePlanFile.Read(file, TestMerge.Methods);

        read.Tensors.Select(tensor => tensor.Node.Digest).Should().Equal(plan.Tensors.Select(tensor => tensor.Node.Digest));
        NodeText.Of(read.Tensors[0].Node, index => $"#{index}").Should().Be("Define(\"norm\", [#0], parameters: [0.5, -1], code: 1f)");
    }

    static UserMethod Method(string name, string code = "1", double[]? parameters = null) => new(name, code, [.. parameters ?? []]);

    static MergeSummary Run(TestMerge merge, UserMethod method, UserMethodCode code) =>
        MergeBuild.Run(merge.Request(merge.Plan(_ => method.Of(0, 1))) with { UserMethods = new Dictionary<string, UserMethodCode> { [method.Name] = code } }, default);

    static MergeException Failed(Exception exception, string tensor) => new(DiagnosticCodes.UserMethodFailed, $"{tensor}: {exception.Message}");

    static double[] Values(byte[] bytes) => new PlainTensor("F32", [bytes.Length / 4], bytes).ToDoubles();
}
