using System.Globalization;

namespace MergeSdk;

/// <summary>Findings of one kind: a damaged model has thousands, of which three tell the story.</summary>
static class DiagnosticList
{
    const int Most = 3;

    /// <summary>The first three; the last of them says how many more there are.</summary>
    public static IEnumerable<Diagnostic> First3(this IEnumerable<Diagnostic> diagnostics)
    {
        var all = diagnostics.ToList();
        return all.Count <= Most
            ? all
            : all.Take(Most - 1).Append(all[Most - 1] with
            {
                Message = string.Create(CultureInfo.InvariantCulture, $"{all[Most - 1].Message} (and {all.Count - Most} more of this kind)"),
            });
    }
}
