namespace MergeSdk.Tensors;

/// <summary>
/// Orders names as people count: ordinal, but runs of the digits 0-9 compare as numbers of any length, so <c>layers.2</c> comes before <c>layers.10</c>.
/// A total order: 0 only for equal strings. Where names differ only in leading zeros, the first number with fewer of them comes first.
/// </summary>
sealed class NaturalComparer : IComparer<string>
{
    /// <summary>An instance to share; it has no state.</summary>
    public static NaturalComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }
        return Compare(x.AsSpan(), y.AsSpan());
    }

    /// <summary>As <see cref="Compare(string?, string?)"/>, without strings.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        // A model's names begin alike. What is equal decides nothing, unless it ends in the middle of a number.
        var common = x.CommonPrefixLength(y);
        while (common > 0 && char.IsAsciiDigit(x[common - 1]))
        {
            common--;
        }
        x = x[common..];
        y = y[common..];
        var zeros = 0;
        while (!x.IsEmpty && !y.IsEmpty)
        {
            var xDigits = DigitsAtStart(x);
            var yDigits = DigitsAtStart(y);
            if (xDigits == 0 || yDigits == 0)
            {
                if (x[0] != y[0])
                {
                    return x[0] - y[0];
                }
                x = x[1..];
                y = y[1..];
                continue;
            }
            var xNumber = x[..xDigits].TrimStart('0');
            var yNumber = y[..yDigits].TrimStart('0');
            var order = xNumber.Length != yNumber.Length ? xNumber.Length - yNumber.Length : xNumber.SequenceCompareTo(yNumber);
            if (order != 0)
            {
                return order;
            }
            zeros = zeros != 0 ? zeros : xDigits - yDigits;
            x = x[xDigits..];
            y = y[yDigits..];
        }
        return x.Length != y.Length ? x.Length - y.Length : zeros;
    }

    static int DigitsAtStart(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            length++;
        }
        return length;
    }
}
