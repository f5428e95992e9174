using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>A tensor and the file it is in.</summary>
/// <param name="File">The safetensors file.</param>
/// <param name="Info">The tensor, as the file's header describes it.</param>
sealed record StoredTensor(SafetensorsFile File, TensorInfo Info)
{
    /// <summary>Where its first byte is, in bytes from the start of the file.</summary>
    [JsonIgnore]
    public long Position => File.DataOffset + Info.Offset;

    /// <summary>Size of the stored elements in bytes.</summary>
    [JsonIgnore]
    public long ByteCount => Info.ByteCount;
}
