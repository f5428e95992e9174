namespace MergeSdk;

/// <summary>A mistake or a condition the user can do something about. Shown as its <see cref="Diagnostics"/>, never as a stack trace.</summary>
public sealed class MergeException : Exception
{
    /// <summary>One error.</summary>
    public MergeException(string code, string message, SourcePosition? position = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Diagnostics = [new Diagnostic(Severity.Error, code, message, position)];
    }

    /// <summary>Several errors found together, such as a compiler's.</summary>
    public MergeException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>What to show, in order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
