using MergeSdk.Build.Session;
using MergeSdk.Compute;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Memory for buffers is bounded by the request, whatever the tensors and the number of donors, and the bytes do not depend on it.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    const int Donors = 20;

    readonly TestMerge _merge = new();

    public MemoryLimitTests()
    {
        foreach (var i in Enumerable.Range(0, Donors + 1))
            _merge.Model($"m{i}", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random(i % 2 == 0 ? "F32" : "BF16", [300, 1000], seed: i) });
    }

    static Sketch Ties => new Add().Of(
        0,
        new Ties([.. Enumerable.Repeat(1.0, Donors)], Normalize: true, Lambda: 1)
            .Of([.. Enumerable.Range(1, Donors).Select(i => new Trim(0.4, Rescale: true).Of(new Subtract().Of(i, 0)))]));

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void The_bytes_do_not_depend_on_the_limit()
    {
        _merge.Run(Ties);
        var expected = _merge.Artifact()["model.safetensors"];

        foreach (var limit in new[] { Least, Least * 3 / 2, Least * 5 })
        {
            Directory.Delete(_merge.Output, recursive: true);
            Directory.Delete(_merge.State, recursive: true);
            MergeBuild.Run(_merge.Request(_merge.Plan(_ => Ties)) with { MemoryLimit = limit }, CancellationToken.None);
            _merge.Artifact()["model.safetensors"].AsSpan().SequenceEqual(expected).Should().BeTrue($"a limit of {limit} bytes changes nothing");
        }
    }

    [Fact]
    public void Buffers_stay_below_the_limit_with_fewer_threads_where_they_must()
    {
        foreach (var (limit, workers) in new[] { (Least, 1), ((Least * 2) - 1, 1), (Least * 2, 2), (Least * 7, 7), (Least * 1000, 16) })
        {
            var buffers = BuffersFor(limit, workers: 16);

            buffers.Workers.Should().Be(workers);
            buffers.Bytes.Should().BeLessThanOrEqualTo(limit);
        }
    }

    [Fact]
    public void A_limit_without_room_for_one_thread_is_an_error()
    {
        var run = () => MergeBuild.Run(_merge.Request(_merge.Plan(_ => Ties)) with { MemoryLimit = Least - 1 }, CancellationToken.None);

        run.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which.ToString().Should()
            .Contain("MERGE4010").And.Contain($"the tensor w takes {Least} bytes of buffers with one thread, and MergeMemoryLimit is {Least - 1} bytes");
        Directory.Exists(_merge.Output).Should().BeFalse();
    }

    /// <summary>A tile of everything: 4096 elements of each input and the output as stored, and of the registers as float32.</summary>
    long Least => 4096L * ((11 * 4) + (10 * 2) + 4 + (sizeof(float) * new TileProgram(_merge.Plan(_ => Ties).Tensors[0].Node).Registers));

    MergeBuffers BuffersFor(long limit, int workers)
    {
        var request = _merge.Request(_merge.Plan(_ => Ties));
        return MergeBuffers.Of(request.Plan, request.Checkpoints, workers, limit);
    }
}
