using System.Text;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>A folder of its own for a test, removed afterwards, with the files a test needs.</summary>
public sealed class TestFolder : IDisposable
{
    public TestFolder() => Root = Directory.CreateTempSubdirectory("mergesdk-").FullName;

    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string At(string name) => Path.Join(Root, name);

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>A safetensors file of this header text, exactly, and as many zero bytes of data.</summary>
    public string WriteRaw(string name, string header, int dataBytes) => WriteRaw(name, Encoding.UTF8.GetBytes(header), dataBytes);

    public string WriteRaw(string name, byte[] header, int dataBytes) =>
        Write(name, [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[dataBytes]]);

    /// <summary>A valid file of float32 vectors of 2 elements with these names.</summary>
    public string WriteModel(string name, params string[] tensors)
    {
        var infos = tensors.Select((tensor, i) => new TensorInfo(tensor, DType.Float32, [2], i * 8)).ToArray();
        return Write(name, [.. SafetensorsHeader.Write(infos, new Dictionary<string, string>()), .. new byte[tensors.Length * 8]]);
    }
}
