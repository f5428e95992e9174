using System.Globalization;

namespace MergeSdk.Benchmarks;

/// <summary>One figure for each run of one thing.</summary>
sealed record Spread(IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    public double Min => Values.Min();

    public double Max => Values.Max();

    /// <summary>Median, minimum and maximum.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Min:0.00}–{Max:0.00})");
}
