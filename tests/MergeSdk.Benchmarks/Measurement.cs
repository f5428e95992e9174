using System.Text.Json.Serialization;

namespace MergeSdk.Benchmarks;

/// <summary>The runs of one thing.</summary>
sealed record Measurement
{
    public List<RunCost> Runs { get; } = [];

    [JsonIgnore]
    public Spread Wall => Of(run => run.Wall);

    public Spread Of(Func<RunCost, double> figure) => new([.. Runs.Select(figure)]);
}
