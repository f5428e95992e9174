namespace MergeSdk.Graph;

/// <summary>A method that keeps the elements of its first operand from a magnitude on, which may be one for several tensors.</summary>
interface IGroupThreshold
{
    /// <summary>The number of the group of tensors that share one threshold: all of the plan that have the number. Null: each tensor has its own.</summary>
    int? Group { get; }

    /// <summary>How many of some elements are kept: of all, or of those that count.</summary>
    long Keep(long elements);

    /// <summary>Whether only elements that are not zero count.</summary>
    bool CountsNonzero => false;

    /// <summary>Whether of elements equal to the threshold the last ones are kept, and not the first.</summary>
    bool LastOfEquals => false;
}
