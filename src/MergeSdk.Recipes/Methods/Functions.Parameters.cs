using System.Runtime.CompilerServices;

namespace MergeSdk.Recipes;

/// <summary>Parameters that differ from tensor to tensor.</summary>
public static partial class Functions
{
    /// <summary>
    /// A parameter that changes over the layers, piecewise linear through the values: <c>Gradient(0, 0.5, 1)</c> is 0 at the first layer, 0.5 in the
    /// middle and 1 at the last. Embeddings get the first value, final norm and head the last. In a range of layers it runs over the range.
    /// </summary>
    /// <param name="values">At least one number, all finite.</param>
    /// <exception cref="MergeException">No value, or one that is not finite.</exception>
    public static Param Gradient(params double[] values)
    {
        if (values is not { Length: > 0 })
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, "Gradient needs at least one number");
        return new GradientParam([.. values.Select(RecipeErrors.Finite)]);
    }

    /// <summary>
    /// A parameter chosen by the tensor's name: <c>ByName(("*.self_attn.*", Gradient(0, 1)), ("*", 0.5))</c>. The first pattern that matches the whole
    /// name counts; <c>*</c> stands for any characters, <c>?</c> for one.
    /// </summary>
    /// <param name="choices">Patterns and their parameters. A tensor that none matches, and a pattern that matches no tensor, are errors.</param>
    /// <exception cref="MergeException">No choice.</exception>
    public static Param ByName(params (string Pattern, Param Value)[] choices)
    {
        if (choices is not { Length: > 0 })
            throw RecipeErrors.At(DiagnosticCodes.NothingToMerge, "ByName needs at least one pattern");
        if (Array.Exists(choices, choice => choice.Pattern is null || choice.Value is null))
            throw RecipeErrors.At(DiagnosticCodes.ParameterOutOfRange, "ByName: a pattern or its parameter is null");
        return new ByNameParam([.. choices.Select(choice => (new Glob(choice.Pattern), choice.Value))], RecipeErrors.Site());
    }

    /// <summary>
    /// A parameter that a function computes for each tensor: <c>Per(tensor => tensor.Layer &lt; 8 ? 0.2 : 0.8)</c>. It should depend on nothing but the
    /// tensor, so that the same recipe always means the same model.
    /// </summary>
    /// <param name="function">Receives the tensor's name, layer, shape and type; returns a finite number.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="MergeException">The function is null.</exception>
    public static Param Per(Func<TensorContext, double> function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        function is null
            ? throw RecipeErrors.At(DiagnosticCodes.ParameterOutOfRange, "Per needs a function")
            : new PerParam(function, new SourcePosition(file, line));
}
