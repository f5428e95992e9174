using System.Globalization;

namespace MergeSdk.Tensors;

/// <summary>Lists in messages. What is wrong with three is wrong with twenty: so three of them, and how many more there are.</summary>
static class Examples
{
    const int Shown = 3;

    /// <summary><c>a, b, c and 17 more</c>.</summary>
    public static string Of(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var shown = string.Join(", ", texts.Take(Shown));
        return texts.Count <= Shown ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {texts.Count - Shown} more");
    }
}
