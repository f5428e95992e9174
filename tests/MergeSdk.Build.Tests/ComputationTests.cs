using MergeSdk.Compute;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>A computation without a build: the bytes that a build writes, in whatever sink.</summary>
public sealed class ComputationTests : IDisposable
{
    readonly TestMerge _merge = new();

    public ComputationTests()
    {
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 20), ("b", 40) })
        {
            _merge.Model(model, new Dictionary<string, PlainTensor>
            {
                ["large"] = PlainTensor.Random("BF16", [700, 1000], seed),
                ["matrix"] = PlainTensor.Random("F32", [40, 24], seed + 1),
                ["norm"] = PlainTensor.Random("F16", [33], seed + 2),
                ["scalar"] = PlainTensor.Random("F32", [], seed + 3),
                ["empty"] = PlainTensor.Random("F32", [0, 7], seed + 4),
            });
        }
    }

    public void Dispose() => _merge.Dispose();

    static Sketch Delta(int model) => new Subtract().Of(model, 0);

    /// <summary>An elementwise method, one with passes, one with a factor, one with a threshold over all tensors, and a plain copy.</summary>
    static Sketch Computation(string tensor) => tensor switch
    {
        "matrix" => new Add().Of(0, TestMerge.RegMean(1e-3, Delta(1), Delta(2))),
        "norm" => 2,
        _ => new Add().Of(0, new Linear([0.5, 0.5]).Of(new Trim(0.3, Group: 1).Of(Delta(1)), new Ties([1, 1]).Of(Delta(1), Delta(2)))),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Memory_digests_and_a_build_agree(int workers)
    {
        var plan = _merge.Plan(Computation);
        _merge.Run(plan);
        using var memory = new MemorySink();
        var digests = new DigestSink();

        Run(plan, plan.Tensors, new SeveralSinks(memory, digests), workers);

        foreach (var (name, expected) in _merge.Result())
        {
            var tensor = memory[name];
            tensor.Bytes(0, (int)tensor.ByteCount).ToArray().Should().Equal(expected.Bytes, name);
            digests.Hashes[name].Should().Be(TensorHasher.Hash(expected.Bytes), name);
            (tensor.Content!.Value.Hash, tensor.DType.Code(), tensor.Shape).Should().Be((digests.Hashes[name], expected.DType, new TensorShape(expected.Shape)));
            (tensor.Pointer % 64).Should().Be(0);
        }
    }

    [Fact]
    public void Only_the_tensors_asked_for_are_computed_and_into_the_memory_they_have()
    {
        var plan = _merge.Plan(_ => TestMerge.TaskArithmetic(0.5, 0.5));
        using var memory = new MemorySink();
        Run(plan, plan.Tensors, memory);
        var (large, norm) = (memory["large"], memory["norm"]);
        var before = large.Content;

        var other = _merge.Plan(_ => TestMerge.TaskArithmetic(0.25, 0.5));
        Run(other, [.. other.Tensors.Where(tensor => tensor.Name == "norm")], memory);

        memory["norm"].Should().BeSameAs(norm);
        (memory["large"], large.Content).Should().Be((large, before));
        _merge.Run(other);
        norm.Bytes(0, (int)norm.ByteCount).ToArray().Should().Equal(_merge.Result()["norm"].Bytes);
    }

    [Fact]
    public void A_tensor_of_another_type_gets_memory_of_its_own()
    {
        using var memory = new MemorySink();
        foreach (var type in new[] { DType.BFloat16, DType.Float32 })
        {
            var plan = _merge.Plan(_ => TestMerge.TaskArithmetic(0.5, 0.5), type);
            Run(plan, plan.Tensors, memory);
            (memory["large"].DType, memory["large"].ByteCount).Should().Be((type, 700_000 * type.ElementBytes()));
        }
    }

    [Fact]
    public void An_input_that_changes_is_refused_and_nothing_is_written_beside_the_sink()
    {
        var plan = _merge.Plan(_ => TestMerge.TaskArithmetic(0.5, 0.5));
        var run = () => Run(plan, plan.Tensors, new Meddling(() => File.SetLastWriteTimeUtc(_merge.Path("models", "a", "model.safetensors"), DateTime.UnixEpoch)));

        run.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.InputChanged);
        Directory.Exists(_merge.Output).Should().BeFalse();
        Directory.Exists(_merge.State).Should().BeFalse();
    }

    void Run(MergePlan plan, IReadOnlyCollection<PlannedTensor> tensors, ITensorSink sink, int workers = 2)
    {
        var checkpoints = _merge.Request(plan).Checkpoints;
        using var inputs = new CheckpointInputs(checkpoints, new MergeProgress());
        var buffers = MergeBuffers.Of(plan, checkpoints, workers, 256_000_000);
        new Computation(inputs, buffers, new WorkerPool(buffers.Workers, CancellationToken.None), new ThresholdGroups(plan)).Run(tensors, sink);
    }

    /// <summary>Does something when the first bytes come.</summary>
    sealed class Meddling(Action act) : ITensorSink, ITensorDestination
    {
        public ITensorDestination Open(PlannedTensor tensor) => this;

        public void Write(long offset, ReadOnlySpan<byte> bytes) => act();

        public void Finish(TensorContent content)
        {
        }
    }
}
