namespace MergeSdk.Build;

/// <summary>What becomes of NaN and infinities.</summary>
enum NonFinitePolicy
{
    /// <summary>One in an input is an error, as is one in an output.</summary>
    Error,

    /// <summary>One in an input is a warning; one in an output whose inputs have none is an error.</summary>
    Warn,

    /// <summary>One in an input is fine; one in an output whose inputs have none is a warning.</summary>
    Allow,
}
