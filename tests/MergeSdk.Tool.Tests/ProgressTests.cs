using MergeSdk.Build;
using MergeSdk.Build.Session;
using MergeSdk.Compute;
using MergeSdk.Hub;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

public sealed class ProgressTests
{
    readonly ManualTime _time = new();
    readonly MergeProgress _progress = new();
    TimeSpan _processor;

    [Fact]
    public void The_text_has_tensors_speed_limit_and_time_left()
    {
        var text = Text(workers: 1);
        Pass(seconds: 10, processorSeconds: 1, read: 5_000_000_000);
        text.Next().Should().Be("comparing: 5.0 GB read, 500.0 MB/s, limited by the disk");

        _progress.Begin(tensors: 200, bytes: 40_000_000_000);
        Pass(seconds: 10, processorSeconds: 1, read: 8_000_000_000);
        text.Next().Should().Be("merging: 0 of 200 tensors, 800.0 MB/s, limited by the disk");

        // 4 of 40 GB in 20 s since merging began.
        Pass(seconds: 10, processorSeconds: 9.5, read: 8_000_000_000, written: 4_000_000_000, tensors: 20);
        text.Next().Should().Be("merging: 20 of 200 tensors, 1.2 GB/s, limited by the processor, 3 min 0 s left");

        Pass(seconds: 10, processorSeconds: 7.4, written: 32_000_000_000, tensors: 160);
        text.Next().Should().Be("merging: 180 of 200 tensors, 3.2 GB/s, limited by the disk, 4 s left");

        Pass(seconds: 10, processorSeconds: 0, written: 4_000_000_000, tensors: 20);
        text.Next().Should().Be("merging: 200 of 200 tensors, waiting for the disk");
    }

    [Fact]
    public void Hours_are_left_of_a_large_merge()
    {
        var text = Text(workers: 1);
        _progress.Begin(tensors: 100_000, bytes: 3_000_000_000_000);
        Pass(seconds: 5, processorSeconds: 0, read: 4_000_000_000, written: 2_000_000_000);

        text.Next().Should().Be("merging: 0 of 100000 tensors, 1.2 GB/s, limited by the disk, 2 h 4 min left");
    }

    [Fact]
    public void A_log_gets_a_line_after_five_seconds_and_then_every_ten()
    {
        using var writer = new StringWriter();
        var output = new Output(writer, forMsBuild: true);
        using (new ProgressDisplay(Text(workers: 1), output, _time))
        {
            _time.Advance(TimeSpan.FromSeconds(4.9));
            writer.ToString().Should().BeEmpty();
            _time.Advance(TimeSpan.FromSeconds(30));
        }
        _time.Advance(TimeSpan.FromSeconds(60));

        Lines(writer).Should().Equal(Enumerable.Repeat("! comparing: 0 bytes read, 0 bytes/s, limited by the disk", 3));
    }

    [Fact]
    public void MSBuild_hears_the_percentage_when_it_changes()
    {
        using var writer = new StringWriter();
        using (new ProgressDisplay(Text(workers: 1), new Output(writer, forMsBuild: true), _time))
        {
            _progress.Begin(tensors: 3, bytes: 3_000);
            Pass(seconds: 0, processorSeconds: 0, written: 1_000);
            _time.Advance(TimeSpan.FromSeconds(1.9));
            writer.ToString().Should().BeEmpty();
            _time.Advance(TimeSpan.FromSeconds(2));
            Pass(seconds: 0, processorSeconds: 0, written: 2_000);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Lines(writer).Should().Equal("% 33", "% 100");
    }

    [Fact]
    public void A_terminal_gets_one_line_that_goes_away()
    {
        using var writer = new StringWriter();
        var output = new Output(writer, forMsBuild: false, new Terminal(() => 21, _ => { }));
        using (new ProgressDisplay(Text(workers: 1), output, _time))
        {
            _time.Advance(TimeSpan.FromSeconds(1.9));
            writer.ToString().Should().BeEmpty();
            _time.Advance(TimeSpan.FromSeconds(0.1));
            writer.ToString().Should().Be("comparing: 0 bytes r");
            output.Important("something else");
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        output.Important("done");

        var blank = $"\r{new string(' ', 20)}\r";
        writer.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal).Should().Be($"comparing: 0 bytes r{blank}something else\ncomparing: 0 bytes r{blank}done\n");
    }

    [Fact]
    public void A_short_merge_shows_nothing()
    {
        using var writer = new StringWriter();
        using (new ProgressDisplay(Text(workers: 1), new Output(writer, forMsBuild: false), _time))
            _time.Advance(TimeSpan.FromSeconds(1.9));

        writer.ToString().Should().BeEmpty();
    }

    [Fact]
    public void The_engine_counts_what_it_reads_and_writes()
    {
        using var folder = new TemporaryFolder();
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 2) })
            ModelFolder.Write(folder[model], Enumerable.Range(0, 3).ToDictionary(i => $"layers.{i}.weight", i => PlainTensor.Random("BF16", [600, 1000], seed + (10 * i))));
        File.WriteAllText(folder["recipe.csx"], "Output = Base + 0.5 * (a - Base);");
        var plan = MergeSdk.Recipes.RecipeProgram.Load(new()
        {
            RecipePath = folder["recipe.csx"],
            Models = [.. new[] { "base", "a" }.Select(name => new MergeSdk.Recipes.ModelInput(name, folder[name], name, MergeSdk.Recipes.ModelKind.Model, ""))],
        }).Plan();

        MergeBuild.Run(
            new MergeRequest
            {
                Plan = plan.Plan,
                Checkpoints = plan.Checkpoints,
                OutputFolder = folder["bin"],
                StateFolder = folder["obj"],
                LockFile = folder["merge.lock.json"],
                Papers = new HubPapers(),
                Progress = _progress,
            },
            default);

        const int Bytes = 3 * 600 * 1000 * 2;
        (_progress.Tensors, _progress.TotalTensors, _progress.BytesRead, _progress.BytesWritten, _progress.TotalBytes).Should().Be((3, 3, 2 * Bytes, Bytes, Bytes));
        var planned = PlannedWork.Of(plan.Plan, plan.Checkpoints, workers: 2, memoryLimit: 256_000_000);
        (planned.BytesToRead, planned.BytesToWrite).Should().Be((2 * Bytes, Bytes));
    }

    ProgressText Text(int workers) => new(_progress, workers, _time, () => _processor);

    void Pass(double seconds, double processorSeconds, long read = 0, long written = 0, int tensors = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _processor += TimeSpan.FromSeconds(processorSeconds);
        _progress.AddRead(read);
        _progress.AddWritten(written);
        for (var i = 0; i < tensors; i++)
            _progress.AddTensor();
    }

    static string[] Lines(StringWriter writer) => writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
