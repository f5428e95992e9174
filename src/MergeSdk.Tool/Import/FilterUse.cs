namespace MergeSdk.Tool.Import;

/// <summary>Remembers which filters found a tensor in some slice, and reports the others at the end.</summary>
sealed class FilterUse(ImportMessages messages)
{
    readonly Dictionary<Condition, (string Parameter, bool Matched)> _filters = new(ReferenceEqualityComparer.Instance);

    public void Note(string parameter, Condition condition, bool matched) =>
        _filters[condition] = (parameter, matched || (_filters.TryGetValue(condition, out var earlier) && earlier.Matched));

    public void Report()
    {
        foreach (var (condition, (parameter, matched)) in _filters)
        {
            if (!matched)
            {
                var pattern = condition.Filter!.AsSpan().ContainsAny('*', '?') ? " (filters are no patterns: * and ? are ordinary characters in them)" : "";
                messages.Warn(
                    DiagnosticCodes.ImportFilterMatchesNothing, condition.Node,
                    $"{parameter}: no tensor to which this applies has \"{condition.Filter}\" in its name; the value is left out{pattern}");
            }
        }
    }
}
