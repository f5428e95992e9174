using MergeSdk.Tensors;

namespace MergeSdk.Engine.Factors;

/// <summary>Everything that decides a factor's value, and nothing else: neither the tensor's name nor what is done with the value.</summary>
/// <param name="Text">The expression with its inputs' types, shapes and contents, the methods' versions and the tensor's shape.</param>
sealed record FactorKey(string Text)
{
    /// <summary>A short name for it.</summary>
    public ContentHash Digest => TensorHasher.Hash(System.Text.Encoding.UTF8.GetBytes(Text));

    /// <summary>The key of a factor, or of whatever else follows from the elements of an expression.</summary>
    /// <param name="factor">The expression.</param>
    /// <param name="tensor">The output tensor it is for.</param>
    /// <param name="inputs">Stored type and shape, and content hash, of each of the tensor's inputs; of those it reads the contents are known.</param>
    public static FactorKey Of(Expression factor, PlannedTensor tensor, IReadOnlyList<(TensorInfo Info, ContentHash? Content)> inputs)
    {
        var named = factor.Nodes.SelectMany(node => node.NamedInputs).Select(input => input.Index).ToHashSet();
        return new FactorKey($"{factor.Format(Source)} {factor.Methods} {tensor.Shape}");

        string Source(int index)
        {
            var (info, content) = inputs[index];
            var name = named.Contains(index) ? $" {tensor.Inputs[index].Model}/{tensor.Inputs[index].Tensor}" : "";
            return $"<{info.DType.Code()} {info.Shape} {content}{name}>";
        }
    }
}
