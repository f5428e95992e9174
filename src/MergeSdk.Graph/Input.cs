namespace MergeSdk.Graph;

/// <summary>
/// A leaf: a stored tensor. Which one is said by the planned tensor, so that tensors treated alike share their nodes. At the root it is a plain copy, which keeps
/// the stored bits when the types agree.
/// </summary>
/// <param name="Index">Index into the planned tensor's inputs.</param>
/// <param name="Stored">Element type and shape as they are stored.</param>
[Method("input")]
sealed record Input(int Index, TensorType Stored) : Method
{
    public override TensorType TypeOf(ReadOnlySpan<Node> operands) => Stored;

    public override TileOperation CreateOperation(OperationContext context) => throw new NotSupportedException("An input is read, not computed.");

    public override string Text(IReadOnlyList<string> operands) => throw new NotSupportedException("An input's text is its model's name.");
}
