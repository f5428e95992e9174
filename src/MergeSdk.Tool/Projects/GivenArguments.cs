namespace MergeSdk.Tool;

/// <summary>The values that the command line or the project gives for the recipe's arguments.</summary>
static class GivenArguments
{
    /// <summary>The values by name, as they were written. What a name takes the recipe says.</summary>
    /// <exception cref="MergeException">One is not of the form <c>name=value</c>, or a name has two.</exception>
    public static IReadOnlyDictionary<string, string> Of(MergeProject project)
    {
        var (option, position) = project.RequestFile is null ? ("--set", (SourcePosition?)null) : ("MergeArguments", new SourcePosition(project.Project));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in project.Arguments)
        {
            if (argument.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value])
                throw Invalid($"'{argument}' is not of the form name=value, such as t=0.3");
            if (!values.TryAdd(name, value))
                throw Invalid($"the argument {name} is given twice, as {values[name]} and as {value}; give it once");
        }
        return values;

        MergeException Invalid(string message) => new(DiagnosticCodes.ArgumentsInvalid, $"{option}: {message}", position);
    }
}
