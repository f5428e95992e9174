using MergeSdk.Tensors;

namespace MergeSdk.Engine.Incremental;

/// <summary>
/// Everything that decides an output tensor's bytes. Equal keys, equal bytes: the tensor is not computed again. The parts are kept,
/// not only a digest of them, so that "why was this rebuilt?" has an answer.
/// </summary>
/// <param name="Expression">The expression with its numbers, inputs as <c>#0</c>, <c>#1</c>….</param>
/// <param name="Methods">The methods in it, each with its version.</param>
/// <param name="Output">Element type and shape of the output.</param>
/// <param name="Inputs">What the inputs hold.</param>
/// <param name="Thresholds">Of every group of tensors that this one is trimmed with, a digest of all that the group trims; null until that is known.</param>
sealed record ActionKey(
    string Expression, string Methods, TensorType Output, IReadOnlyList<ActionKey.Part> Inputs, string? Thresholds = null)
{
    /// <summary>The key of a planned tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="expression">Its expression.</param>
    /// <param name="inputs">Stored type and shape, and content hash where it is known, of each input.</param>
    /// <param name="thresholds">The keys of the groups it is trimmed with; null if there are none, or not all are known.</param>
    public static ActionKey Of(
        PlannedTensor tensor, ExpressionKey expression, IReadOnlyList<(TensorInfo Info, ContentHash? Content)> inputs, string? thresholds) => new(
        expression.Text,
        expression.Methods,
        new TensorType(tensor.DType, tensor.Shape),
        [.. inputs.Select((input, i) => new Part(
            tensor.Inputs[i].Model,
            tensor.Inputs[i].Tensor,
            new TensorType(input.Info.DType, input.Info.Shape),
            expression.Read.Contains(i) ? input.Content : null,
            expression.Named.Contains(i)))],
        thresholds);

    /// <summary>What differs from an older key, in words; null if nothing does. Unknown contents count as equal.</summary>
    public string? DifferenceFrom(ActionKey old)
    {
        if (Expression != old.Expression)
            return $"expression: {Describe(old)} → {Describe(this)}";
        if (Methods != old.Methods)
            return $"method: {old.Methods} → {Methods}";
        if (Output != old.Output)
            return $"output: {old.Output} → {Output}";
        if (Inputs.Count != old.Inputs.Count)
            return $"inputs: {Sources(old)} → {Sources(this)}";
        for (var i = 0; i < Inputs.Count; i++)
        {
            var (before, after) = (old.Inputs[i], Inputs[i]);
            if (after.Named && (before.Model, before.Tensor) != (after.Model, after.Tensor))
                return $"random stream: {before.Source} → {after.Source}";
            if (before.Type != after.Type)
                return $"input {after.Source}: {before.Type} → {after.Type}";
            if (after.Content is { } content && content != before.Content)
                return $"input {after.Source}: content {before.Content} → {content}";
        }
        return Thresholds is not null && Thresholds != old.Thresholds ? "threshold: another tensor that is trimmed by the same one changed" : null;

        static string Describe(ActionKey key) => key.Inputs.Select((input, i) => (input.Model, i))
            .Reverse()
            .Aggregate(key.Expression, (text, input) => text.Replace($"#{input.i}", input.Model, StringComparison.Ordinal));

        static string Sources(ActionKey key) => key.Inputs.Count == 0 ? "none" : string.Join(", ", key.Inputs.Select(input => input.Source));
    }

    /// <summary>One input's part of the key.</summary>
    /// <param name="Model">The model's name. It and the tensor's are only told, not compared, unless <paramref name="Named"/>: a renamed model with equal content changes nothing.</param>
    /// <param name="Tensor">The tensor's name in the model.</param>
    /// <param name="Type">Stored element type and shape.</param>
    /// <param name="Content">Hash of the stored bytes; null until it is known, and for an input that the expression does not read.</param>
    /// <param name="Named">Whether the names decide the result (random streams).</param>
    internal sealed record Part(string Model, string Tensor, TensorType Type, ContentHash? Content = null, bool Named = false)
    {
        /// <summary>Model and tensor.</summary>
        public string Source => $"{Model}/{Tensor}";
    }
}
