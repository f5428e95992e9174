using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Artifact;

/// <summary>Where each tensor of an output weight file goes.</summary>
sealed class ShardLayout
{
    static readonly Dictionary<string, string> s_metadata = new() { ["format"] = "pt" };

    ShardLayout(string file, byte[] header, IReadOnlyList<(PlannedTensor Tensor, long Position)> tensors, long length) =>
        (File, Header, Tensors, Length) = (file, header, tensors, length);

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Everything before the tensors' data. Equal headers mean equal layouts.</summary>
    public byte[] Header { get; }

    /// <summary>The tensors in the order of their data, each with its absolute position in the file.</summary>
    public IReadOnlyList<(PlannedTensor Tensor, long Position)> Tensors { get; }

    /// <summary>Bytes in the whole file.</summary>
    public long Length { get; }

    /// <summary>The layouts of all of a plan's weight files.</summary>
    public static IReadOnlyList<ShardLayout> Of(MergePlan plan)
    {
        var tensors = plan.Tensors.ToLookup(tensor => tensor.Shard);
        return [.. plan.Shards.Select((shard, i) => Of(shard.File, tensors[i]))];
    }

    static ShardLayout Of(string file, IEnumerable<PlannedTensor> tensors)
    {
        // Larger elements first, as the reference writer does, so that every tensor is aligned to its element size.
        var ordered = tensors.OrderByDescending(tensor => tensor.DType.BitSize()).ThenBy(tensor => tensor.Name, NaturalComparer.Instance);
        var infos = new List<TensorInfo>();
        var placed = new List<PlannedTensor>();
        var offset = 0L;
        foreach (var tensor in ordered)
        {
            placed.Add(tensor);
            infos.Add(new TensorInfo(tensor.Name, tensor.DType, tensor.Shape, offset));
            offset = checked(offset + infos[^1].ByteCount);
        }
        var header = SafetensorsHeader.Write(infos, s_metadata);
        return new ShardLayout(file, header, [.. placed.Zip(infos, (tensor, info) => (tensor, header.Length + info.Offset))], header.Length + offset);
    }
}
