using System.Globalization;
using System.Text;

namespace MergeSdk.Tensors;

/// <summary>
/// Names from files, as messages show them: in single quotes, on one line, not longer than a screen. A name in a hostile file may hold line breaks
/// (which would forge a second message) or a megabyte.
/// </summary>
static class QuotedName
{
    const int MaxLength = 200;

    /// <summary>The name in quotes; what is no plain character as <c>\u000a</c>, what is longer than 200 characters cut.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder("'", Math.Min(name.Length, MaxLength) + 3);
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, MaxLength)))
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                text.Append(character);
            }
        }
        return text.Append(name.Length > MaxLength ? "…'" : "'").ToString();
    }
}
