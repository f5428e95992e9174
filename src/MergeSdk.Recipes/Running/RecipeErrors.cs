using System.Globalization;

namespace MergeSdk.Recipes;

/// <summary>Errors with the place in the recipe that caused them.</summary>
static class RecipeErrors
{
    /// <summary>The line of the recipe, or of a file it loads, that is being run; null outside of a recipe.</summary>
    public static SourcePosition? Here() => Site()?.Statement;

    /// <summary>The call of the recipe that is being run, to be looked up if it turns out to be wrong; null outside of a recipe.</summary>
    public static CallSite? Site() => RecipeRun.Current?.Places.Site();

    /// <summary>An error in what the recipe calls just now.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="number">The number that is to blame; null if none is.</param>
    public static MergeException At(string code, string message, double? number = null) => new(code, message, Site()?.Position(number));

    /// <summary>An exception of the recipe's own code as an error at the line that threw it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="fallback">The place to name if no line of the recipe was being run.</param>
    /// <param name="where">In what it was thrown.</param>
    /// <param name="code">The error's code.</param>
    /// <param name="places">Tells the recipe's lines, where it is not the recipe that is being run.</param>
    public static MergeException Thrown(
        Exception exception, SourcePosition? fallback, string? where = null, string code = DiagnosticCodes.RecipeFailed, RecipePlaces? places = null)
    {
        var inner = exception;
        while (inner is AggregateException or System.Reflection.TargetInvocationException or TypeInitializationException && inner.InnerException is { } next)
            inner = next;
        var message = $"{inner.GetType().Name}{(where is null ? "" : " " + where)}: {OneLine(inner.Message)}";
        return new MergeException(code, message, (places ?? RecipeRun.Current?.Places)?.Of(inner) ?? fallback, exception);
    }

    /// <summary>The number, if it is one that can be computed with.</summary>
    public static double Finite(double value) =>
        double.IsFinite(value) ? value : throw At(DiagnosticCodes.ParameterOutOfRange, $"a parameter is {Text(value)}; it must be a finite number", value);

    /// <summary>A model or vector that is there.</summary>
    public static T Present<T>(T? value, string what)
        where T : class =>
        value ?? throw At(DiagnosticCodes.OutputMissing, $"{what} is null; a variable (or Output) is read before it is assigned");

    /// <summary>The sum of the weights that a tensor's terms are divided by.</summary>
    public static double SumOfWeights(string label, IReadOnlyCollection<double> weights, string tensor, SourcePosition? position)
    {
        var total = weights.Sum();
        // 0.1 + 0.2 - 0.3 is not exactly 0 and means it all the same.
        return Math.Abs(total) > 1e-12 * weights.Sum(Math.Abs) ? total : throw new MergeException(
            DiagnosticCodes.WeightsSumToZero,
            $"{label}: the weights for the tensor {tensor} add up to 0 ({string.Join(", ", weights.Select(Text))}) and cannot be normalized;"
            + " pass normalize: false, or other weights",
            position);
    }

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
