namespace MergeSdk.Benchmarks;

/// <summary>Seconds of several runs of one thing.</summary>
/// <param name="Name">What was run.</param>
/// <param name="Seconds">One figure for each run.</param>
sealed record Measurement(string Name, IReadOnlyList<double> Seconds)
{
    public double Median => Seconds.Order().ElementAt(Seconds.Count / 2);

    public double Min => Seconds.Min();

    public double Max => Seconds.Max();
}
