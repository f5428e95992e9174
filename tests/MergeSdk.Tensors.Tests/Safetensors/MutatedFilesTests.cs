using System.Text;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>Random damage to valid files: every file is either read, and then consistent, or refused as a user's mistake, never a crash.</summary>
public sealed class MutatedFilesTests : IDisposable
{
    const string Header = """
        {"__metadata__":{"format":"pt"},"model.layers.0.w":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},
        "model.layers.1.w":{"dtype":"F32","shape":[],"data_offsets":[12,16]},"é":{"dtype":"F4","shape":[2,0],"data_offsets":[16,16]},"z":{"dtype":"U8","shape":[1],"data_offsets":[16,17],"x":[{"y":null}]}}
        """;

    const string Index = """{"metadata":{"total_size":16},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""";

    // Bytes that mean something to a JSON parser are worth more tries than others.
    static readonly byte[] s_telling = Encoding.Latin1.GetBytes("{}[]\",:\\0123456789.eE+-utfnl \0\u00ff\u00c3");

    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Safetensors_files(int seed)
    {
        var random = new Random(seed);
        var header = Encoding.UTF8.GetBytes(Header.Trim());
        byte[] valid = [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[17]];
        var read = 0;
        for (var i = 0; i < 3000; i++)
        {
            var path = _folder.Write("x.safetensors", Mutate(valid, random));
            try
            {
                var file = SafetensorsFile.ReadHeader(path);
                Assert.Equal(file.Length - file.DataOffset, file.Tensors.Sum(tensor => tensor.ByteCount));
                read++;
            }
            catch (MergeException exception)
            {
                Assert.All(exception.Diagnostics, diagnostic => Assert.True(diagnostic.Position!.Value.File == path && !diagnostic.Message.Contains('\n')));
            }
        }
        read.Should().BePositive("damage to a name goes unnoticed");
    }

    [Fact]
    public void Indexes()
    {
        var random = new Random(3);
        _folder.WriteModel("m-1.safetensors", "a");
        _folder.WriteModel("m-2.safetensors", "b");
        for (var i = 0; i < 2000; i++)
        {
            _folder.Write("model.safetensors.index.json", Mutate(Encoding.UTF8.GetBytes(Index), random));
            try
            {
                Assert.NotEmpty(Checkpoint.Open(_folder.Root, _ => { }).Tensors);
            }
            catch (MergeException exception)
            {
                Assert.All(exception.Diagnostics, diagnostic => Assert.DoesNotContain('\n', diagnostic.Message));
            }
        }
    }

    static byte[] Mutate(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var value = random.Next(2) == 0 ? s_telling[random.Next(s_telling.Length)] : (byte)random.Next(256);
            switch (random.Next(4))
            {
                case 0: bytes[at] = value; break;
                case 1: bytes.Insert(at, value); break;
                case 2: bytes.RemoveAt(at); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }
}
