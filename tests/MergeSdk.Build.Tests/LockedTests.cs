using MergeSdk.Build.Session;
using MergeSdk.Graph.Plans;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>A locked build is one that the lock file agrees with; any other is refused before it has changed anything.</summary>
public sealed class LockedTests : IDisposable
{
    readonly TestMerge _merge = new();

    public LockedTests()
    {
        _merge.Model("a", Tensors(1));
        _merge.Model("b", Tensors(2));
    }

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void What_was_locked_builds_and_leaves_the_lock_file_alone()
    {
        Run();
        var artifact = _merge.Artifact();
        // Another version, and the line ends of a checkout on another system: neither is a difference.
        var text = File.ReadAllText(_merge.Lock).Replace("\"MergeSdk ", "\"MergeSdk 0.", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(_merge.Lock, text);
        Directory.Delete(_merge.Output, recursive: true);
        Directory.Delete(_merge.State, recursive: true);

        Run(locked: true);

        File.ReadAllText(_merge.Lock).Should().Be(text);
        artifact.Remove("merge.lock.json");
        _merge.Artifact().Where(file => file.Key != "merge.lock.json").Should().BeEquivalentTo(artifact);
        File.ReadAllText(_merge.Path("bin", "merge.lock.json")).Should().Be(text.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public void Without_a_lock_file_nothing_is_built(string? text)
    {
        if (text is not null)
            File.WriteAllText(_merge.Lock, text);

        Refused(DiagnosticCodes.LockMissing);
        Directory.EnumerateFileSystemEntries(_merge.Output).Should().BeEmpty();
    }

    [Fact]
    public void Another_input_is_named_with_both_hashes_and_nothing_changes()
    {
        Run();
        var artifact = _merge.Artifact();
        var lockFile = File.ReadAllText(_merge.Lock);
        _merge.Model("b", Tensors(3));

        Refused(DiagnosticCodes.LockDiffers).Should().ContainSingle().Which.Message.Should()
            .MatchRegex("input 'b/model.safetensors' is [0-9a-f]{32}, in the lock file [0-9a-f]{32}.*commit the new lock file");
        _merge.Artifact().Should().BeEquivalentTo(artifact);
        File.ReadAllText(_merge.Lock).Should().Be(lockFile);

        // And again, now that the contents are known; until they are those of before.
        Refused(DiagnosticCodes.LockDiffers);
        _merge.Model("b", Tensors(2));
        Run(locked: true).Merged.Should().Be(0);
    }

    [Fact]
    public void Recipe_seed_names_and_settings_count()
    {
        Run();

        _merge.RecipeText = "Output = something;";
        // The model card holds the recipe.
        Refused(DiagnosticCodes.LockDiffers).Select(diagnostic => diagnostic.Message).Should().HaveCount(2)
            .And.ContainMatch("recipe file 'recipe.csx' is *, in the lock file *").And.ContainMatch("output file 'README.md' is *");
        _merge.RecipeText = "Output = …;";

        Refused(DiagnosticCodes.LockDiffers, plan => plan with { Seed = 7 }).Should().ContainSingle().Which.Message.Should().StartWith("the seed is 7, in the lock file 0");
        Refused(DiagnosticCodes.LockDiffers, plan => plan with { Models = [.. plan.Models.Select(model => model with { Path = $"elsewhere/{model.Name}" })] })
            .Should().HaveCount(2).And.Contain(diagnostic => diagnostic.Message.StartsWith("path of the model 'a' is elsewhere/a, in the lock file models/a", StringComparison.Ordinal));
        Refused(DiagnosticCodes.LockDiffers, shards: 2).Select(diagnostic => diagnostic.Message).Should()
            .ContainMatch("weight file of the tensor 'w0' is model-00001-of-00002.safetensors, in the lock file model.safetensors*");
    }

    [Fact]
    public void Of_many_differences_of_a_kind_three_are_told()
    {
        _merge.Model("a", Enumerable.Range(0, 30).ToDictionary(i => $"w{i}", i => PlainTensor.Random("F32", [4], i)));
        _merge.Model("b", Enumerable.Range(0, 30).ToDictionary(i => $"w{i}", i => PlainTensor.Random("F32", [4], i + 50)));
        Run();

        var told = Refused(DiagnosticCodes.LockDiffers, plan => plan with { Seed = 3 }, shards: 2).Select(diagnostic => diagnostic.Message).ToList();

        told.Should().ContainSingle(message => message.StartsWith("the seed is", StringComparison.Ordinal));
        told.Where(message => message.StartsWith("weight file of the tensor", StringComparison.Ordinal)).Should().HaveCount(3)
            .And.Subject.Last().Should().MatchRegex(@"\(and \d+ more of this kind\)$");
    }

    [Fact]
    public void Another_result_of_the_same_inputs_is_not_published()
    {
        Run();
        var artifact = _merge.Artifact();

        // Another sketch under the same recipe text, as from a library that the recipe uses.
        Refused(DiagnosticCodes.LockedOutputDiffers, sketch: TestMerge.TaskArithmetic(0.7)).Select(diagnostic => diagnostic.Message).Should()
            .ContainMatch("output 'model.safetensors/w0' is *, in the lock file *");
        _merge.Artifact().Should().BeEquivalentTo(artifact);

        Run(locked: true).Merged.Should().Be(2);
        _merge.Artifact().Should().BeEquivalentTo(artifact);
    }

    static Dictionary<string, PlainTensor> Tensors(int seed) => new() { ["w0"] = PlainTensor.Random("F32", [6, 5], seed), ["w1"] = PlainTensor.Random("BF16", [7], seed + 10) };

    MergeSummary Run(bool locked = false) => MergeBuild.Run(Request(TestMerge.TaskArithmetic(0.5)) with { Locked = locked }, default);

    MergeRequest Request(Sketch sketch, int shards = 1) => _merge.Request(_merge.Plan(_ => sketch, shards: shards));

    IReadOnlyList<Diagnostic> Refused(string code, Func<MergePlan, MergePlan>? change = null, int shards = 1, Sketch? sketch = null)
    {
        var request = Request(sketch ?? TestMerge.TaskArithmetic(0.5), shards);
        request = request with { Plan = change?.Invoke(request.Plan) ?? request.Plan, Locked = true };
        var diagnostics = FluentActions.Invoking(() => MergeBuild.Run(request, default)).Should().Throw<MergeException>().Which.Diagnostics;
        diagnostics.Should().OnlyContain(diagnostic => diagnostic.Severity == Severity.Error && diagnostic.Code == code);
        return diagnostics;
    }
}
