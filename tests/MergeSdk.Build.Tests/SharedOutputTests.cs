using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Two builds into one output folder, each with a state folder of its own: they never mix.</summary>
public sealed class SharedOutputTests : IDisposable
{
    readonly TestMerge _merge = new();

    public SharedOutputTests() => _merge.Model("a", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [300, 100], seed: 1) });

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void The_second_one_is_refused_and_says_who_holds_the_folder()
    {
        MergeException? refused = null;
        Run(() => refused = ((Action)(() => MergeBuild.Run(Plain() with { StateFolder = _merge.Path("other obj") }, default))).Should().Throw<MergeException>().Which);

        var error = refused!.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(DiagnosticCodes.BuildRunning);
        error.Message.Should().Contain($"process {Environment.ProcessId} on {Environment.MachineName}");
        error.Position!.Value.File.Should().Be(_merge.Output);
        Directory.EnumerateFileSystemEntries(_merge.Output).Select(path => Path.GetFileName(path)).Should().BeEquivalentTo(
            "README.md", "config.json", "merge.lock.json", "model.safetensors");
        MergeBuild.Run(Plain() with { StateFolder = _merge.Path("other obj") }, default).Merged.Should().Be(1);
    }

    [Fact]
    public void What_a_killed_build_left_of_its_lock_hinders_nobody()
    {
        Directory.CreateDirectory(_merge.Output);
        File.WriteAllText(_merge.Path("bin", ".merge.busy"), "");
        File.WriteAllText(_merge.Path("bin", ".merge.busy.by"), "process 1 on nowhere");

        MergeBuild.Run(Plain(), default).Merged.Should().Be(1);

        File.Exists(_merge.Path("bin", ".merge.busy")).Should().BeFalse();
        File.Exists(_merge.Path("bin", ".merge.busy.by")).Should().BeFalse();
    }

    [Theory]
    [InlineData("replaced")]
    [InlineData("written to")]
    [InlineData("gone")]
    public void A_weight_file_that_is_not_the_one_that_was_written_is_not_published(string how)
    {
        // As on a network disk that knows no locks.
        MergeBuild.Run(Plain(), default);
        var before = _merge.Artifact();
        var partial = _merge.Path("bin", ".partial", "model.safetensors");
        var run = () => Run(shards: 2, action: () =>
        {
            var first = partial.Replace("model.", "model-00001-of-00002.", StringComparison.Ordinal);
            if (how == "written to")
            {
                File.WriteAllBytes(first, [1, 2, 3]);
                return;
            }
            File.Delete(first);
            if (how == "replaced")
                File.Copy(_merge.Path("bin", "model.safetensors"), first);
        });

        var error = run.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(DiagnosticCodes.OutputReplaced, error.Message);
        _merge.Artifact().Should().BeEquivalentTo(before);

        Run(() => { }, shards: 2).Merged.Should().BeGreaterThan(0);
        _merge.Result()["w"].Bytes.AsSpan().SequenceEqual(PlainTensor.Random("F32", [300, 100], seed: 1).Bytes).Should().BeTrue();
    }

    MergeRequest Plain() => _merge.Request(_merge.Plan(_ => new Linear([3]).Of(0)));

    /// <summary>Copies by a method that does something else on the way; of two shards, when the first is finished.</summary>
    MergeSummary Run(Action action, int shards = 1)
    {
        if (shards == 2)
            _merge.Model("a", new Dictionary<string, PlainTensor> { ["v"] = PlainTensor.Random("F32", [7], seed: 2), ["w"] = PlainTensor.Random("F32", [300, 100], seed: 1) });
        var done = 0;
        var code = new UserMethodCode(
            (inputs, _, output) =>
            {
                inputs[0].CopyTo(output);
                if (Interlocked.Exchange(ref done, 1) == 0)
                {
                    // The first file is flushed in the background.
                    if (shards == 2)
                        SpinWait.SpinUntil(() => IsReadable(_merge.Path("bin", ".partial", "model-00001-of-00002.safetensors")));
                    action();
                }
            },
            (exception, _) => new MergeException(DiagnosticCodes.UserMethodFailed, exception.ToString()));
        var plan = _merge.Plan(name => name == "v" ? Sketch.Input(0) : new UserMethod("f", "1", []).Of(0), shards: shards);
        return MergeBuild.Run(_merge.Request(plan) with { UserMethods = new Dictionary<string, UserMethodCode> { ["f"] = code } }, default);
    }

    /// <summary>Whether nobody has a file open for writing any more.</summary>
    static bool IsReadable(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
