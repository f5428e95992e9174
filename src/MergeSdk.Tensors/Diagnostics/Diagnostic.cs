namespace MergeSdk;

/// <summary>How serious a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the build goes on.</summary>
    Message,

    /// <summary>Probably a mistake; the build goes on.</summary>
    Warning,

    /// <summary>The build stops.</summary>
    Error,
}

/// <summary>Where in a text file a <see cref="Diagnostic"/> belongs. Lines and columns count from 1; 0 means unknown.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">Line, from 1, or 0.</param>
/// <param name="Column">Column, from 1, or 0.</param>
public readonly record struct SourcePosition(string File, int Line = 0, int Column = 0);

/// <summary>One thing to tell the user, as a compiler tells it.</summary>
/// <param name="Severity">How serious it is.</param>
/// <param name="Code">A code of <see cref="DiagnosticCodes"/>, or a compiler's own (<c>CS0103</c>).</param>
/// <param name="Message">What is wrong, with names and numbers, and what to do about it. One line.</param>
/// <param name="Position">The file it is about, if any.</param>
public sealed record Diagnostic(Severity Severity, string Code, string Message, SourcePosition? Position = null)
{
    /// <summary>The canonical form that MSBuild, editors and people read: <c>file(line,col): error CODE: message</c>.</summary>
    public override string ToString()
    {
        var origin = Position switch
        {
            null => "mergesdk",
            { Line: 0 } position => position.File,
            { Column: 0 } position => $"{position.File}({position.Line})",
            { } position => $"{position.File}({position.Line},{position.Column})",
        };
        var severity = Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "message",
        };
        return $"{origin}: {severity} {Code}: {Message}";
    }
}
