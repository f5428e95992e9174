using MergeSdk.Graph;

namespace MergeSdk.Recipes;

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

    /// <summary>A parameter that a method declares, with the declared range.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its value; null for the declared default, if there is one.</param>
    public static Setting Of<TMethod>(string name, Param? value)
        where TMethod : Method
    {
        var declared = MethodDescriptor.Of(typeof(TMethod))[name];
        return new Setting(name, value ?? (declared.HasDefault ? Convert.ToDouble(declared.Default) : (Param?)null), declared.Range);
    }

    public double At(TensorContext tensor)
    {
        var value = _value.Evaluate(tensor);
        Check(value, tensor);
        return value;
    }

    public void CheckUsed() => _value.CheckUsed();

    void Check(double value, TensorContext? tensor)
    {
        if (_range.Contains(value))
            return;
        var percent = _range is ParameterRange.Share or ParameterRange.Probability && value is >= 5 and <= 100
            ? $", such as {RecipeErrors.Text(value / 100)} for {RecipeErrors.Text(value)} %"
            : "";
        var message = $"{_name} is {RecipeErrors.Text(value)}{(tensor is null ? "" : $" for the tensor {tensor.Name}")}; it must be {_range.Text()}{percent}";
        throw tensor is null
            ? RecipeErrors.At(DiagnosticCodes.ParameterOutOfRange, message, value)
            : new MergeException(DiagnosticCodes.ParameterOutOfRange, message, _position);
    }
}
