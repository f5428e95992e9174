namespace MergeSdk.Graph;

/// <summary>What is said of a method beside its parameters and its arithmetic.</summary>
/// <param name="name">Its name in plans and keys, as papers and the field have it, such as <c>slerp</c>. It stays when a class is renamed.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
sealed class MethodAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>Raised whenever the same parameters and inputs give other bytes than before, so that no stale tensor is reused.</summary>
    public int Version { get; init; } = 1;
}
