namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>How many elements a share of a tensor is.</summary>
static class ElementShare
{
    /// <summary>⌊share·count⌋ as a person computes it: 0.29 of 100 is 29, though the double nearest to 0.29 lies below it.</summary>
    public static long Floor(double share, long count) => (long)decimal.Floor((decimal)share * count);
}
