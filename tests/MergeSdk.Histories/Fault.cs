namespace MergeSdk.Histories;

/// <summary>Something happened that must not.</summary>
/// <param name="kind">What, in a few words that are the same for the same fault.</param>
/// <param name="details">With names and bytes.</param>
sealed class Fault(string kind, string details) : Exception($"{kind}: {details}")
{
    public string Kind => kind;
}
