namespace MergeSdk.Recipes;

/// <summary>The values a parameter may take.</summary>
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

/// <summary>A parameter of one call: its value, its name for messages, and what it may be. Numbers the recipe wrote are checked at once.</summary>
sealed class Setting
{
    readonly Param _value;
    readonly string _name;
    readonly ParameterRange _range;
    readonly SourcePosition? _position;

    public Setting(string name, Param? value, ParameterRange range = ParameterRange.Finite)
    {
        (_name, _range, _position) = (name, range, RecipeErrors.Here());
        _value = value ?? throw RecipeErrors.At(DiagnosticCodes.ParameterOutOfRange, $"{name} is null; it must be a number");
        foreach (var literal in value.Literals)
            Check(literal, null);
    }

    /// <summary>Its value, if that is the same for every tensor.</summary>
    public double? Number => (_value as NumberParam)?.Value;

    public double At(TensorContext tensor)
    {
        var value = _value.Evaluate(tensor);
        Check(value, tensor);
        return value;
    }

    public void CheckUsed() => _value.CheckUsed();

    void Check(double value, TensorContext? tensor)
    {
        var (valid, expected) = _range switch
        {
            ParameterRange.Share => (value is >= 0 and <= 1, "between 0 and 1"),
            ParameterRange.Probability => (value is > 0 and <= 1, "above 0 and at most 1"),
            ParameterRange.NotNegative => (double.IsFinite(value) && value >= 0, "0 or more"),
            ParameterRange.Positive => (double.IsFinite(value) && value > 0, "above 0"),
            _ => (double.IsFinite(value), "a finite number"),
        };
        if (valid)
            return;
        var percent = _range is ParameterRange.Share or ParameterRange.Probability && value is >= 5 and <= 100
            ? $", such as {RecipeErrors.Text(value / 100)} for {RecipeErrors.Text(value)} %"
            : "";
        var message = $"{_name} is {RecipeErrors.Text(value)}{(tensor is null ? "" : $" for the tensor {tensor.Name}")}; it must be {expected}{percent}";
        throw tensor is null
            ? RecipeErrors.At(DiagnosticCodes.ParameterOutOfRange, message, value)
            : new MergeException(DiagnosticCodes.ParameterOutOfRange, message, _position);
    }
}
