using MergeSdk.Tensors;

namespace MergeSdk.Graph;

/// <summary>What a tensor's bytes mean: element type and shape. Its text is <c>BF16 [352, 128]</c>.</summary>
readonly record struct TensorType(DType DType, TensorShape Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{DType.Code()} {Shape}";
}
