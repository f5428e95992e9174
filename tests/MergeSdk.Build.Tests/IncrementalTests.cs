using MergeSdk.Build.Artifact;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>What is computed and written again, and that every way there ends in the bytes of a clean build.</summary>
public sealed class IncrementalTests : IDisposable
{
    const long SmallFiles = 20_000;

    readonly TestMerge _merge = new();
    readonly Dictionary<string, PlainTensor> _base = Tensors(seed: 1);
    readonly Dictionary<string, PlainTensor> _donor = Tensors(seed: 100);

    public IncrementalTests()
    {
        _merge.Model("base", _base);
        _merge.Model("donor", _donor);
    }

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void A_second_build_computes_and_writes_nothing()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5)).Merged.Should().Be(_base.Count);

        var second = _merge.Run(TestMerge.TaskArithmetic(0.5));

        second.Merged.Should().Be(0);
        second.BytesWritten.Should().Be(0);
    }

    [Fact]
    public void A_changed_parameter_computes_and_writes_only_the_tensors_it_reaches()
    {
        _merge.Run(Weights(layer1: 0.5));

        var second = _merge.Run(Weights(layer1: 0.6));

        second.Merged.Should().Be(2);
        second.BytesWritten.Should().BeInRange(_base["model.layers.1.a.weight"].Bytes.Length * 2, (_base["model.layers.1.a.weight"].Bytes.Length * 2) + SmallFiles);
        EqualsCleanBuild(Weights(layer1: 0.6));
    }

    [Fact]
    public void A_changed_input_tensor_computes_only_what_reads_it()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        _donor["model.layers.0.a.weight"] = PlainTensor.Random("BF16", [64, 96], seed: 77);
        _merge.Model("donor", _donor);

        _merge.Run(TestMerge.TaskArithmetic(0.5)).Merged.Should().Be(1);

        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void Tensors_that_only_moved_within_their_file_compute_nothing()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        _merge.Model("donor", _donor.Reverse().ToDictionary());

        var second = _merge.Run(TestMerge.TaskArithmetic(0.5));

        second.Merged.Should().Be(0);
        second.BytesWritten.Should().BeLessThan(SmallFiles);
    }

    [Fact]
    public void New_time_stamps_everywhere_compute_nothing()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        var files = Directory.EnumerateFiles(_merge.Path(), "*", SearchOption.AllDirectories).ToList();
        foreach (var file in files)
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(1));

        _merge.Run(TestMerge.TaskArithmetic(0.5)).Merged.Should().Be(0);
    }

    [Fact]
    public void Another_recipe_text_with_the_same_meaning_writes_the_card_and_the_lock_alone()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        _merge.RecipeText = "// A comment.\nOutput = …;";

        var second = _merge.Run(TestMerge.TaskArithmetic(0.5));

        second.Merged.Should().Be(0);
        second.BytesWritten.Should().BeInRange(1, SmallFiles);
        File.ReadAllText(_merge.Path("bin", "README.md")).Should().Contain("// A comment.");
        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void A_damaged_tensor_is_repaired()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        using (var file = File.Open(_merge.Path("bin", "model.safetensors"), FileMode.Open))
        {
            file.Position = file.Length - 3;
            file.WriteByte((byte)(file.ReadByte() ^ 0xff));
        }

        _merge.Run(TestMerge.TaskArithmetic(0.5)).Merged.Should().Be(1);

        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("README.md")]
    [InlineData("merge.lock.json")]
    public void A_deleted_file_is_restored(string name)
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        File.Delete(_merge.Path("bin", name));

        var second = _merge.Run(TestMerge.TaskArithmetic(0.5));

        second.Merged.Should().Be(name == "model.safetensors" ? _base.Count : 0);
        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void A_truncated_output_is_written_again()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        using (var file = File.Open(_merge.Path("bin", "model.safetensors"), FileMode.Open))
            file.SetLength(file.Length / 2);

        _merge.Run(TestMerge.TaskArithmetic(0.5));

        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void Another_sharding_copies_instead_of_computing_and_leaves_no_old_file()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));

        var sharded = _merge.Run(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5), shards: 3));
        sharded.Merged.Should().Be(0);
        _merge.Artifact().Keys.Should().NotContain("model.safetensors").And.Contain("model.safetensors.index.json");
        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5), shards: 3));

        var single = _merge.Run(TestMerge.TaskArithmetic(0.5));
        single.Merged.Should().Be(0);
        _merge.Artifact().Keys.Should().NotContain(name => name.Contains("-of-") || name.EndsWith(".index.json", StringComparison.Ordinal));
        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void Of_several_shards_only_the_changed_one_is_touched()
    {
        MergePlan Plan(double weight) => _merge.Plan(name => name.Contains("layers.1.a") ? TestMerge.TaskArithmetic(weight) : TestMerge.TaskArithmetic(0.5), shards: 3);
        _merge.Run(Plan(0.5));
        var before = Directory.EnumerateFiles(_merge.Output, "*.safetensors").ToDictionary(path => path, File.GetLastWriteTimeUtc);

        _merge.Run(Plan(0.7)).Merged.Should().Be(1);

        before.Count(file => File.GetLastWriteTimeUtc(file.Key) != file.Value).Should().Be(1);
        EqualsCleanBuild(Plan(0.7));
    }

    [Fact]
    public void A_file_with_other_links_is_replaced_not_patched()
    {
        _merge.Run(Weights(layer1: 0.5));
        var published = _merge.Path("published.safetensors");
        HardLink.Create(_merge.Path("bin", "model.safetensors"), published);
        var before = File.ReadAllBytes(published);

        _merge.Run(Weights(layer1: 0.6)).Merged.Should().Be(2);

        File.ReadAllBytes(published).Should().Equal(before);
        EqualsCleanBuild(Weights(layer1: 0.6));
    }

    [Fact]
    public void Bin_and_obj_restored_elsewhere_restore_everything()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        using var elsewhere = new TestMerge();
        elsewhere.Model("base", _base);
        elsewhere.Model("donor", _donor);
        foreach (var folder in new[] { "bin", "obj" })
        {
            Directory.CreateDirectory(elsewhere.Path(folder));
            foreach (var file in Directory.EnumerateFiles(_merge.Path(folder)))
                File.Copy(file, elsewhere.Path(folder, Path.GetFileName(file)));
        }

        var restored = elsewhere.Run(TestMerge.TaskArithmetic(0.5));

        restored.Merged.Should().Be(0);
        restored.BytesWritten.Should().Be(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_canceled_build_is_continued(int tensor)
    {
        using var cancellation = new CancellationTokenSource();
        _merge.Workers = 1;
        var (tensors, cancel) = (0, true);
        var code = new UserMethodCode(
            (inputs, _, output) =>
            {
                tensors += inputs.Start == 0 ? 1 : 0;
                if (cancel && tensors == tensor)
                    cancellation.Cancel();
                inputs[0].CopyTo(output);
            },
            (_, _) => throw new NotSupportedException());
        var request = _merge.Request(_merge.Plan(_ => new UserMethod("stop", "1", []).Of(0))) with { UserMethods = new Dictionary<string, UserMethodCode> { ["stop"] = code } };
        ((Action)(() => MergeBuild.Run(request, cancellation.Token))).Should().Throw<OperationCanceledException>();
        tensors.Should().Be(tensor, "it ended where it was canceled");
        File.Exists(_merge.Path("bin", "model.safetensors")).Should().BeFalse();
        cancel = false;

        var second = MergeBuild.Run(request, CancellationToken.None);

        // Whether the tensor that was computed meanwhile is finished is open.
        second.Merged.Should().BeInRange(_base.Count - tensor, _base.Count - tensor + 1);
        second.FromInterrupted.Should().Be(_base.Count - second.Merged);
        EqualsCleanBuild(request);
    }

    [Fact]
    public void Explain_names_the_part_of_the_key_that_changed()
    {
        _merge.Run(Weights(layer1: 0.5));
        _donor["model.norm.weight"] = PlainTensor.Random("BF16", [96], seed: 78);
        _merge.Model("donor", _donor);

        var explanation = MergeBuild.Explain(_merge.Request(Weights(layer1: 0.6)), default).ToDictionary(entry => entry.Tensor.Name, entry => entry.Reason);

        explanation.Should().HaveCount(3);
        explanation["model.layers.1.a.weight"].Should().Contain("expression").And.Contain("0.6");
        explanation["model.norm.weight"].Should().Contain("input donor/model.norm.weight").And.Contain("content");
    }

    [Fact]
    public void The_lock_has_no_path_or_time_and_the_same_text_everywhere()
    {
        _merge.Run(TestMerge.TaskArithmetic(0.5));
        var text = File.ReadAllText(_merge.Lock);
        text.Should().NotContain(_merge.Path()).And.NotContain("\r");
        text.Should().Be(File.ReadAllText(_merge.Path("bin", "merge.lock.json")));
        LockFile.TryRead(_merge.Lock)!.ToBytes().Should().Equal(File.ReadAllBytes(_merge.Lock));

        EqualsCleanBuild(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)));
    }

    [Fact]
    public void An_upstream_merge_is_not_hashed_again()
    {
        long All() => _base.Values.Sum(tensor => tensor.Bytes.LongLength);
        var changed = _base.Where(tensor => tensor.Key.Contains("layers.1.")).Sum(tensor => tensor.Value.Bytes.LongLength);
        _merge.Run(Weights(layer1: 0.5));
        using var second = new TestMerge();
        second.ModelAt("first", _merge.Output);
        second.Upstream.Add("first", _merge.State);
        Build().Should().Be((_base.Count, All()));

        // Its lock says which of its tensors are others now.
        _merge.Run(Weights(layer1: 0.6));
        Build().Should().Be((2, changed));

        // A model that nobody vouches for is read, and what changed in it twice.
        second.Upstream.Clear();
        _merge.Run(Weights(layer1: 0.7));
        Build().Should().Be((2, All() + changed));

        (int Merged, long Read) Build()
        {
            var request = second.Request(second.Plan(_ => new Linear([0.5]).Of(0)));
            return (MergeBuild.Run(request, CancellationToken.None).Merged, request.Progress.BytesRead);
        }
    }

    static Dictionary<string, PlainTensor> Tensors(int seed) => new()
    {
        ["model.embed.weight"] = PlainTensor.Random("BF16", [300, 96], seed),
        ["model.layers.0.a.weight"] = PlainTensor.Random("BF16", [64, 96], seed + 1),
        ["model.layers.1.a.weight"] = PlainTensor.Random("BF16", [64, 96], seed + 2),
        ["model.layers.1.b.weight"] = PlainTensor.Random("BF16", [64, 96], seed + 3),
        ["model.norm.weight"] = PlainTensor.Random("BF16", [96], seed + 4),
    };

    MergePlan Weights(double layer1) =>
        _merge.Plan(name => name.Contains("layers.1.") ? TestMerge.TaskArithmetic(layer1) : TestMerge.TaskArithmetic(0.5));

    void EqualsCleanBuild(MergePlan plan) => EqualsCleanBuild(_merge.Request(plan));

    void EqualsCleanBuild(MergeRequest request)
    {
        var incremental = _merge.Artifact();
        Directory.Delete(_merge.Output, recursive: true);
        Directory.Delete(_merge.State, recursive: true);
        MergeBuild.Run(request, CancellationToken.None);
        var clean = _merge.Artifact();
        incremental.Keys.Should().BeEquivalentTo(clean.Keys);
        foreach (var (name, bytes) in clean)
            incremental[name].AsSpan().SequenceEqual(bytes).Should().BeTrue($"{name} must have the bytes of a clean build");
    }
}
