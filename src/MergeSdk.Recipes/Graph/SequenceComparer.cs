namespace MergeSdk.Recipes;

/// <summary>Lists are equal if their items are.</summary>
sealed class SequenceComparer<T> : IEqualityComparer<IReadOnlyList<T>>
{
    public static SequenceComparer<T> Instance { get; } = new();

    public bool Equals(IReadOnlyList<T>? x, IReadOnlyList<T>? y)
    {
        if (x is null || y is null || x.Count != y.Count)
            return ReferenceEquals(x, y);
        for (var i = 0; i < x.Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(x[i], y[i]))
                return false;
        }
        return true;
    }

    public int GetHashCode(IReadOnlyList<T> list)
    {
        var hash = new HashCode();
        for (var i = 0; i < list.Count; i++)
            hash.Add(list[i]);
        return hash.ToHashCode();
    }
}
