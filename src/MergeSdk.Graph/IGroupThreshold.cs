namespace MergeSdk.Graph;

/// <summary>A method that keeps the elements of its operand from a magnitude on, which may be one for several tensors.</summary>
interface IGroupThreshold
{
    /// <summary>The number of the group of tensors that share one threshold: all of the plan that have the number. Null: each tensor has its own.</summary>
    int? Group { get; }

    /// <summary>How many of some elements are kept.</summary>
    long Keep(long elements);
}
