using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MergeSdk.Tensors.Tests.Safetensors;

public sealed class SafetensorsHeaderTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_text_is_as_readers_expect_it()
    {
        var header = SafetensorsHeader.Write(
            [new TensorInfo("b.weight", DType.BFloat16, [2, 3], 0), new TensorInfo("a \"é\" <x>", DType.Float8E4M3, [], 12)],
            new Dictionary<string, string> { ["format"] = "pt" });

        (header.Length % 64).Should().Be(0);
        BitConverter.ToUInt64(header).Should().Be((ulong)header.Length - 8);
        Encoding.UTF8.GetString(header, 8, header.Length - 8).TrimEnd(' ').Should().Be(
            """{"__metadata__":{"format":"pt"},"b.weight":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"a \"é\" <x>":{"dtype":"F8_E4M3","shape":[],"data_offsets":[12,13]}}""");
    }

    [Fact]
    public void Without_tensors_and_metadata_it_is_an_empty_object()
    {
        var header = SafetensorsHeader.Write([], new Dictionary<string, string>());
        header.Should().HaveCount(64);
        Encoding.UTF8.GetString(header, 8, 56).Should().Be("{}".PadRight(56));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var names = Gen.NonEmptyListOf(ArbMap.Default.GeneratorFor<NonEmptyString>().Select(name => name.Get).Where(IsReadable))
            .Select(list => list.Distinct(StringComparer.Ordinal).ToArray());
        var types = Gen.Choose(0, 19).Select(i => (DType)i);
        var dimensions = Gen.ListOf(Gen.Choose(0, 5).Select(i => (long)i * 4)).Select(list => list.Take(4).ToArray());

        Prop.ForAll(Arb.From(from list in names
                             from type in types.ListOf(list.Length)
                             from shape in dimensions.ListOf(list.Length)
                             select list.Select((name, i) => (name, type[i], shape[i])).ToArray()), RoundTrips)
            .QuickCheckThrowOnFailure();
    }

    void RoundTrips((string Name, DType Type, long[] Dimensions)[] given)
    {
        var (tensors, offset) = (new List<TensorInfo>(), 0L);
        foreach (var (name, type, dimensions) in given)
        {
            // 4 and 6 bit types need whole bytes, which only a scalar does not give here.
            var tensor = new TensorInfo(name, type, new TensorShape(dimensions.Length == 0 ? [4] : dimensions), offset);
            tensors.Add(tensor);
            offset += tensor.ByteCount;
        }
        var metadata = given.ToDictionary(entry => entry.Name, entry => entry.Name + "\n");
        var path = _folder.Write("x.safetensors", [.. SafetensorsHeader.Write(tensors, metadata), .. new byte[offset]]);

        var file = SafetensorsFile.ReadHeader(path);

        file.Tensors.Should().BeEquivalentTo(tensors, options => options.ComparingByValue<TensorInfo>());
        file.Tensors.Should().BeInAscendingOrder(tensor => tensor.Offset);
        file.Metadata.Should().Equal(metadata);
        (file.DataOffset % SafetensorsHeader.Alignment).Should().Be(0);
    }

    static bool IsReadable(string name)
    {
        try
        {
            new UTF8Encoding(false, true).GetByteCount(name);
            return name != "__metadata__" && !name.Any(char.IsControl);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
