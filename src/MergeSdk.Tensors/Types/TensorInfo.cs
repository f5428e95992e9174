using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>One tensor as a safetensors header describes it.</summary>
/// <param name="Name">Its name. Data, never a path: a model can hold a tensor named <c>../x</c>.</param>
/// <param name="DType">Its element type.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Offset">Where its first byte is, in bytes from the start of the file's data section. Any value ≥ 0: not necessarily aligned.</param>
sealed record TensorInfo(string Name, DType DType, TensorShape Shape, long Offset)
{
    /// <summary>Size of the stored elements in bytes.</summary>
    [JsonIgnore]
    public long ByteCount => DType.ByteCount(Shape.ElementCount);
}
