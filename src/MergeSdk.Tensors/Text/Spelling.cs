namespace MergeSdk.Tensors;

/// <summary>Finds what a misspelled word was meant to be. Also part of the MSBuild tasks, which depend on nothing: so for .NET Standard, too.</summary>
static class Spelling
{
    /// <summary>"; did you mean …?", or nothing if no known word is near.</summary>
    public static string Suggestion(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $"; did you mean {nearest}?" : "";

    /// <summary>The known word that differs least, of several the first; null if none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var (nearest, least) = ((string?)null, int.MaxValue);
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate);
            var shorter = Math.Min(word.Length, candidate.Length);
            if (distance < Math.Min(least, shorter) && distance <= Math.Max(1, shorter / 3))
                (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>Characters to insert, remove, replace or swap with their neighbor (restricted Damerau-Levenshtein), without regard to case and hyphens.</summary>
    static int Distance(string first, string second)
    {
        var (a, b) = (Normalize(first), Normalize(second));
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(changed, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }

    static string Normalize(string word) => word.ToLowerInvariant().Replace('-', '_');
}
