using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>
/// Everything that decides an output tensor's bytes. Equal keys, equal bytes: the tensor is not computed again. The parts are kept,
/// not only a digest of them, so that "why was this rebuilt?" has an answer.
/// </summary>
/// <param name="Computation">The digest of the computation: its methods with their versions and parameters.</param>
/// <param name="Text">The computation for people, inputs as <c>#0</c>, <c>#1</c>…; told, never compared.</param>
/// <param name="Methods">The methods in it, each with its version, for people too.</param>
/// <param name="Output">Element type and shape of the output.</param>
/// <param name="Inputs">What the inputs hold.</param>
/// <param name="Thresholds">Of every group of tensors that this one is trimmed with, a digest of all that the group trims; null until that is known.</param>
sealed record ActionKey(
    ContentHash Computation, string Text, string Methods, TensorType Output, IReadOnlyList<ActionKey.Part> Inputs, string? Thresholds = null)
{
    /// <summary>The key of a planned tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="node">Its computation.</param>
    /// <param name="inputs">Stored type and shape, and content hash where it is known, of each input.</param>
    /// <param name="thresholds">The keys of the groups it is trimmed with; null if there are none, or not all are known.</param>
    public static ActionKey Of(
        PlannedTensor tensor, NodeKey node, IReadOnlyList<(TensorInfo Info, ContentHash? Content)> inputs, string? thresholds) => new(
        node.Digest,
        node.Text,
        node.Methods,
        new TensorType(tensor.DType, tensor.Shape),
        [.. node.Read.Select(i => new Part(
            tensor.Inputs[i].Model,
            tensor.Inputs[i].Tensor,
            new TensorType(inputs[i].Info.DType, inputs[i].Info.Shape),
            inputs[i].Content,
            node.Named.Contains(i)))],
        thresholds);

    /// <summary>What differs from an older key, in words; null if nothing does. Unknown contents count as equal.</summary>
    public string? DifferenceFrom(ActionKey old)
    {
        if (Computation != old.Computation && Text != old.Text)
            return $"expression: {Describe(old)} → {Describe(this)}";
        if (Computation != old.Computation && Methods != old.Methods)
            return $"method: {old.Methods} → {Methods}";
        if (Output != old.Output)
            return $"output: {old.Output} → {Output}";
        // Equal computations have equally many inputs, but what is compared here was read from a file.
        if (Inputs.Count != old.Inputs.Count)
            return $"inputs: {Sources(old)} → {Sources(this)}";
        for (var i = 0; i < Inputs.Count; i++)
        {
            var (before, after) = (old.Inputs[i], Inputs[i]);
            if ((after.Named || before.Named) && (before.Model, before.Tensor) != (after.Model, after.Tensor))
                return $"random stream: {before.Source} → {after.Source}";
            if (before.Type != after.Type)
                return $"input {after.Source}: {before.Type} → {after.Type}";
            if (after.Content is { } content && content != before.Content)
                return $"input {after.Source}: content {before.Content} → {content}";
        }
        if (Computation != old.Computation)
            return $"expression: {Describe(this)} has another digest, {old.Computation} → {Computation}";
        return Thresholds is not null && Thresholds != old.Thresholds ? "threshold: another tensor that is trimmed by the same one changed" : null;

        static string Describe(ActionKey key) => key.Inputs.Select((input, i) => (input.Model, i))
            .Reverse()
            .Aggregate(key.Text, (text, input) => text.Replace($"#{input.i}", input.Model, StringComparison.Ordinal));

        static string Sources(ActionKey key) => key.Inputs.Count == 0 ? "none" : string.Join(", ", key.Inputs.Select(input => input.Source));
    }

    /// <summary>One input's part of the key.</summary>
    /// <param name="Model">The model's name. It and the tensor's are only told, not compared, unless <paramref name="Named"/>: a renamed model with equal content changes nothing.</param>
    /// <param name="Tensor">The tensor's name in the model.</param>
    /// <param name="Type">Stored element type and shape.</param>
    /// <param name="Content">Hash of the stored bytes; null until it is known.</param>
    /// <param name="Named">Whether the names decide the result (random streams).</param>
    internal sealed record Part(string Model, string Tensor, TensorType Type, ContentHash? Content = null, bool Named = false)
    {
        /// <summary>Model and tensor.</summary>
        public string Source => $"{Model}/{Tensor}";
    }
}
