using System.Globalization;
using System.Text.RegularExpressions;

namespace MergeSdk.Tool;

/// <summary>Sizes as people write them: <c>5GB</c> (powers of 1000, as Hugging Face counts), <c>512MiB</c> (powers of 1024), <c>1000000</c>.</summary>
static partial class Sizes
{
    /// <summary>The number of bytes.</summary>
    /// <exception cref="MergeException">The text is not a size.</exception>
    public static long Parse(string text, SourcePosition? position)
    {
        var match = Pattern().Match(text.Trim());
        if (match.Success && double.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number))
        {
            var power = " KMGT".IndexOf(match.Groups["prefix"].Value.ToUpperInvariant().PadRight(1)[0], StringComparison.Ordinal);
            var bytes = number * Math.Pow(match.Groups["binary"].Success ? 1024 : 1000, power);
            if (bytes is >= 1 and <= long.MaxValue / 2)
                return (long)bytes;
        }
        throw new MergeException(DiagnosticCodes.SizeInvalid, $"'{text}' is not a size. Write a number of bytes, or one such as 500MB, 5GB or 2GiB.", position);
    }

    /// <summary>A size for people: <c>3.1 MB</c>.</summary>
    public static string Format(long bytes) => bytes switch
    {
        >= 1_000_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e12:0.0} TB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)\s*((?<prefix>[KMGT])(?<binary>i)?)?B?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
