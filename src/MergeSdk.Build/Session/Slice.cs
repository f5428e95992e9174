using System.Globalization;
using MergeSdk.Build.Artifact;

namespace MergeSdk.Build.Session;

/// <summary>One of several parts of an artifact, of whole weight files and about equal bytes, to be computed side by side.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Count">How many there are.</param>
sealed record Slice(int Number, int Count)
{
    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="FormatException">It is not of that form, or no part of so many.</exception>
    public static Slice Parse(string text) =>
        text.Split('/') is [var number, var count]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && i >= 1 && i <= n
            ? new Slice(i, n)
            : throw new FormatException($"'{text}' is no slice. Write i/n, such as 1/4 for the first of four.");

    /// <summary>The files that belong to it. Every file belongs to one slice, whatever machine asks.</summary>
    public IEnumerable<ShardLayout> Of(IReadOnlyList<ShardLayout> files)
    {
        var (total, before) = (Math.Max(1, files.Sum(file => file.Length)), 0L);
        foreach (var file in files)
        {
            // By the middle of the file, so that equal files are spread evenly.
            var middle = (UInt128)(before + (file.Length / 2));
            if ((int)(middle * (uint)Count / (ulong)total) == Number - 1)
                yield return file;
            before += file.Length;
        }
    }
}
