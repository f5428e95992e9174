namespace MergeSdk.Recipes;

/// <summary>A pattern for whole names: <c>*</c> is any run of characters (dots too), <c>?</c> any one character; case counts.</summary>
sealed class Glob(string pattern)
{
    public bool IsMatch(string name)
    {
        // Greedy with one point to return to: linear in practice, and at most pattern × name, whatever a recipe contains.
        var (p, n, star, resume) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, resume) = (p++, n);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
                (p, n) = (p + 1, n + 1);
            else if (star >= 0)
                (p, n) = (star + 1, ++resume);
            else
                return false;
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    public override string ToString() => pattern;
}
