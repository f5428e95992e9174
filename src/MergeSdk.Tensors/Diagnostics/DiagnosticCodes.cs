namespace MergeSdk;

/// <summary>
/// Every code MergeSdk reports, in one place: 1xxx model files, 2xxx recipes, 3xxx plans, 4xxx merging and writing, 5xxx projects and the command line.
/// <c>docs/errors.md</c> explains each; a test keeps the two in step. A code is never reused for another meaning.
/// </summary>
public static class DiagnosticCodes
{
    /// <summary>The recipe file, or a file it needs, does not exist or cannot be read.</summary>
    public const string RecipeNotFound = "MERGE2001";

    /// <summary>The name of a model is not a C# identifier.</summary>
    public const string ModelNameInvalid = "MERGE2002";

    /// <summary>Two models have the same name.</summary>
    public const string ModelNameTwice = "MERGE2003";

    /// <summary>The name of a model hides a function, a setting or a type of the recipe language.</summary>
    public const string ModelNameReserved = "MERGE2004";

    /// <summary>The recipe does not assign <c>Output</c>, or uses a model or vector that is null.</summary>
    public const string OutputMissing = "MERGE2005";

    /// <summary>The recipe's own code threw an exception.</summary>
    public const string RecipeFailed = "MERGE2006";

    /// <summary>Models are points: they cannot be added, scaled or negated; their differences, task vectors, can.</summary>
    public const string PointArithmetic = "MERGE2007";

    /// <summary>A number is outside the range of its parameter.</summary>
    public const string ParameterOutOfRange = "MERGE2008";

    /// <summary>A function was given an empty list.</summary>
    public const string NothingToMerge = "MERGE2009";

    /// <summary>Weights that are to be normalised add up to zero.</summary>
    public const string WeightsSumToZero = "MERGE2010";

    /// <summary>A pattern of <c>ByName</c> matches no tensor.</summary>
    public const string PatternMatchesNothing = "MERGE2011";

    /// <summary>No pattern of <c>ByName</c> matches a tensor.</summary>
    public const string PatternMissing = "MERGE2012";

    /// <summary>A model has no layers, or several lists of layers and none was named.</summary>
    public const string LayersUnclear = "MERGE2013";

    /// <summary>A range of layers goes beyond the model's layers.</summary>
    public const string LayersOutOfRange = "MERGE2014";

    /// <summary><c>OutputType</c> is not a type that merging can write.</summary>
    public const string OutputTypeUnsupported = "MERGE2015";

    /// <summary>Models do not have the same tensors.</summary>
    public const string TensorsDiffer = "MERGE3001";

    /// <summary>A tensor has different shapes in the models.</summary>
    public const string ShapesDiffer = "MERGE3002";

    /// <summary>A tensor is a number to compute with in one model and something else in another.</summary>
    public const string TypesDiffer = "MERGE3003";

    /// <summary>A quantized (or otherwise not computable) tensor takes part in arithmetic.</summary>
    public const string Quantized = "MERGE3004";

    /// <summary>Warning: tensors that only some models have are not in the output.</summary>
    public const string TensorsLeftOut = "MERGE3005";

    /// <summary>Message: tensors of a model that the output does not use.</summary>
    public const string TensorsUnused = "MERGE3006";

    /// <summary>Message: a model that the output does not use.</summary>
    public const string ModelUnused = "MERGE3007";

    /// <summary>Message: integer tensors are copied from one model, not merged.</summary>
    public const string TensorsCopied = "MERGE3008";

    /// <summary>Warning: a density so small that nothing of a tensor is kept.</summary>
    public const string NothingKept = "MERGE3009";

    /// <summary>An adapter is of a kind that cannot be merged.</summary>
    public const string AdapterUnsupported = "MERGE3010";

    /// <summary>An adapter changes tensors that the model does not have.</summary>
    public const string AdapterMismatch = "MERGE3011";

    /// <summary>A model's <c>config.json</c> is not valid JSON.</summary>
    public const string ConfigUnreadable = "MERGE3012";

    /// <summary>Warning: the number of layers changes and <c>config.json</c> does not say it where it is known to be.</summary>
    public const string LayerCountUnknown = "MERGE3013";

    /// <summary>Stacked models have layers that do not fit on one another.</summary>
    public const string LayersDiffer = "MERGE3014";
}
