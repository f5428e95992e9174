using System.Text.Json.Serialization;

namespace MergeSdk.Benchmarks;

/// <summary>The runs of one thing.</summary>
sealed record Measurement
{
    public List<RunCost> Runs { get; } = [];

    [JsonIgnore]
    public Spread Wall => Of(run => run.Wall);

    /// <summary>By how much the runs took longer than those of something else that ran right before or after them.</summary>
    public Spread WallBeyond(Measurement other) => new([.. Runs.Zip(other.Runs, (run, less) => run.Wall - less.Wall)]);

    public Spread Of(Func<RunCost, double> figure) => new([.. Runs.Select(figure)]);
}
