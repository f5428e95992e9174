using MergeSdk.Build.Incremental;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>What is remembered between builds is read as it was written, up to the first record that is not whole; what is written after that is read, too.</summary>
public sealed class MergeStateTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _path;

    public MergeStateTests()
    {
        _path = _folder["merge.state"];
        File.WriteAllText(_folder["weights"], "a file with an identity");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_recorded_is_read_as_it_was(bool saved)
    {
        var records = Records();
        Write(records, saved);

        using var read = MergeState.Load(_path);

        read.TensorNames.Should().BeEquivalentTo(records.Select(record => record.Name));
        foreach (var record in records)
            read.Tensor(record.Name).Should().BeEquivalentTo(record);
        var file = read.Open("base/weights", _folder["weights"]);
        file.Content("model.norm.weight").Should().Be(new TensorContent(Hash(7), -1, 3));
        file.Content("model.embed.weight").Should().Be(new TensorContent(Hash(8), 12, 0));
        file.Content("lm_head.weight").Should().Be(new TensorContent(Hash(9), 0, ulong.MaxValue));
        file.Content("another").Should().BeNull();
        file.HasNonFinite.Should().BeTrue();
        read.Open("code/weights", _folder["weights"]).Content("model.norm.weight").Should().BeNull("another file was recorded");
        read.Open(null, _folder["weights"]).Content("model.norm.weight").Should().BeNull();
    }

    [Fact]
    public void Nothing_is_known_of_a_file_that_was_written_to()
    {
        Write(Records(), save: true);
        File.AppendAllText(_folder["weights"], " that it has no more");

        using var read = MergeState.Load(_path);

        read.Open("base/weights", _folder["weights"]).Content("model.norm.weight").Should().BeNull();
    }

    [Fact]
    public void Later_records_win_and_the_state_that_is_saved_has_what_was_asked_for()
    {
        Write(Records(), save: false);
        using (var state = MergeState.Load(_path))
        {
            state.Append(Record("one", text: "#1"));
            state.Save(["one", "nowhere"], []);
        }

        using var read = MergeState.Load(_path);

        read.TensorNames.Should().Equal("one");
        read.Tensor("one")!.Key.Text.Should().Be("#1");
    }

    [Fact]
    public void A_record_of_which_the_end_is_missing_is_not_there_and_more_can_be_recorded()
    {
        Write(Records(), save: false);
        var whole = File.ReadAllBytes(_path);
        var found = new SortedSet<int>();
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            int before;
            using (var cut = MergeState.Load(_path))
            {
                before = cut.TensorNames.Count();
                cut.Append(Record("added"));
            }
            using var read = MergeState.Load(_path);
            read.TensorNames.Should().HaveCount(before + 1).And.Contain("added");
            read.Tensor("added").Should().BeEquivalentTo(Record("added"));
            found.Add(before);
        }
        found.Should().Equal(0, 1, 2);
    }

    [Fact]
    public void A_byte_that_changed_ends_what_is_known_and_no_record_is_another_than_it_was()
    {
        var records = Records().ToDictionary(record => record.Name);
        Write([.. records.Values], save: true);
        var whole = File.ReadAllBytes(_path);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x41;
            File.WriteAllBytes(_path, damaged);

            using var read = MergeState.Load(_path);

            read.TensorNames.Should().HaveCountLessThanOrEqualTo(records.Count);
            foreach (var name in read.TensorNames)
                read.Tensor(name).Should().BeEquivalentTo(records[name]);
            if (read.Open("base/weights", _folder["weights"]).Content("model.norm.weight") is { } content)
                content.Should().Be(new TensorContent(Hash(7), -1, 3));
        }
    }

    /// <summary>The disk is full for one record and not for another thread's next one, which is shorter.</summary>
    [Fact]
    public void After_a_record_that_could_not_be_written_those_before_it_can_be_read()
    {
        using var stream = new FailingOnce(call: 2);
        using (var writer = new StateWriter(stream, []))
        {
            writer.Write(Record("one"));
            ((Action)(() => writer.Write(Record("two", text: "#0 + #1")))).Should().Throw<IOException>();
            writer.Write(Record("three", text: "#0 + #1"));
        }
        stream.Position = 0;

        using var reader = new StateReader(stream);

        reader.Read().Should().BeEquivalentTo(Record("one"));
        reader.Read().Should().BeNull();
    }

    void Write(IReadOnlyList<TensorRecord> records, bool save)
    {
        using var state = MergeState.Load(_path);
        var file = state.Open("base/weights", _folder["weights"]);
        foreach (var (name, content) in new[]
        {
            ("model.norm.weight", new TensorContent(Hash(7), -1, 3)), ("model.embed.weight", new TensorContent(Hash(8), 12, 0)), ("lm_head.weight", new TensorContent(Hash(9), 0, ulong.MaxValue)),
        })
        {
            file.Learn(name, content).Should().BeTrue();
            file.Learn(name, content).Should().BeFalse();
            state.Append(file, name, content);
        }
        foreach (var record in records)
            state.Append(record);
        if (save)
            state.Save(records.Select(record => record.Name), [file]);
    }

    static IReadOnlyList<TensorRecord> Records() => [Record("one"), Record("naïve ✓", nonFinite: 1L << 40), Record("scalar", shape: [], thresholds: "0123")];

    static TensorRecord Record(string name, string text = "#0 + 0.5 * (#1 - #0)", long[]? shape = null, long nonFinite = -1, string? thresholds = null)
    {
        var type = new TensorType(DType.BFloat16, new TensorShape(shape ?? [1L << 33, 300]));
        return new TensorRecord(
            name,
            new ActionKey(
                Hash(4),
                text,
                "add/1",
                type,
                [new("base", name, type, Hash(1)), new("code", name, type with { DType = DType.Float32 }, Named: true), new("code", "another", type, Hash(2))],
                thresholds),
            new TensorContent(Hash(3), nonFinite, Signs: 5));
    }

    sealed class FailingOnce(int call) : MemoryStream
    {
        int _calls;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (++_calls == call)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }

    static ContentHash Hash(int seed) => new(ulong.MaxValue / (ulong)(seed + 2), (ulong)seed);
}
