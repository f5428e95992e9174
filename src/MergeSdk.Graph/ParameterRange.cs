namespace MergeSdk.Graph;

/// <summary>The values that a method's parameter may take.</summary>
enum ParameterRange
{
    /// <summary>Any finite number.</summary>
    Finite,

    /// <summary>0 to 1.</summary>
    Share,

    /// <summary>Above 0, at most 1.</summary>
    Probability,

    /// <summary>0 or more.</summary>
    NotNegative,

    /// <summary>Above 0.</summary>
    Positive,
}

/// <summary>Which values a parameter may take, where that is not every finite number.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
sealed class RangeAttribute(ParameterRange range) : Attribute
{
    public ParameterRange Range => range;
}

static class ParameterRanges
{
    public static bool Contains(this ParameterRange range, double value) => range switch
    {
        ParameterRange.Share => value is >= 0 and <= 1,
        ParameterRange.Probability => value is > 0 and <= 1,
        ParameterRange.NotNegative => double.IsFinite(value) && value >= 0,
        ParameterRange.Positive => double.IsFinite(value) && value > 0,
        _ => double.IsFinite(value),
    };

    /// <summary>The range in words, for messages and the documentation.</summary>
    public static string Text(this ParameterRange range) => range switch
    {
        ParameterRange.Share => "between 0 and 1",
        ParameterRange.Probability => "above 0 and at most 1",
        ParameterRange.NotNegative => "0 or more",
        ParameterRange.Positive => "above 0",
        _ => "a finite number",
    };
}
