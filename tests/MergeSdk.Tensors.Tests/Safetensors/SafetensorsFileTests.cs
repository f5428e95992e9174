using System.Text;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>What is accepted, and the refusals that are not about one header text.</summary>
public sealed class SafetensorsFileTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{}""", 0)]
    [InlineData("""{"__metadata__":null}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]}}    """, 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}\n\t\r ", 4)]
    [InlineData("""{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"F64","shape":[1,1],"data_offsets":[1,9]}}""", 9)]
    [InlineData("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[1,4]}}""", 4)]
    [InlineData("""{"a":{"data_offsets":[0,2],"other":{"x":[1,{"x":2}],"y":"\u00e9"},"shape":[1],"dtype":"\u0046\u00316"}}""", 2)]
    [InlineData("""{"../../etc/passwd":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807,0],"data_offsets":[0,0]}}""", 0)]
    public void Valid_headers_are_accepted(string header, int dataBytes)
    {
        var file = SafetensorsFile.ReadHeader(_folder.WriteRaw("x.safetensors", header, dataBytes));

        file.Tensors.Sum(tensor => tensor.ByteCount).Should().Be(dataBytes);
        file.DataOffset.Should().Be(8 + Encoding.UTF8.GetByteCount(header));
        file.Length.Should().Be(file.DataOffset + dataBytes);
    }

    [Fact]
    public void Tensors_come_in_the_order_of_their_data_with_all_they_are()
    {
        var file = SafetensorsFile.ReadHeader(_folder.WriteRaw("x.safetensors", """
            {"second":{"dtype":"BF16","shape":[2,3],"data_offsets":[4,16]},"__metadata__":{"format":"pt","k":"v"},
            "first":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F16","shape":[0],"data_offsets":[4,4]},"a":{"dtype":"F16","shape":[0],"data_offsets":[4,4]}}
            """.Trim(), 16));

        file.Tensors.Should().Equal(
            new TensorInfo("first", DType.Int32, [1], 0),
            new TensorInfo("a", DType.Float16, [0], 4),
            new TensorInfo("b", DType.Float16, [0], 4),
            new TensorInfo("second", DType.BFloat16, [2, 3], 4));
        file.Metadata.Should().Equal(new Dictionary<string, string> { ["format"] = "pt", ["k"] = "v" });
    }

    [Fact]
    public void A_large_header_is_read()
    {
        const int Count = 100_000;
        var names = Enumerable.Range(0, Count).Select(i => $"model.layers.{i}.mlp.down_proj.weight").ToArray();
        var path = _folder.WriteModel("x.safetensors", names);

        SafetensorsFile.ReadHeader(path).Tensors.Select(tensor => tensor.Name).Should().Equal(names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("\u0010\0\0\0\0\0\0\0{}")]
    public void Truncated_files_are_refused(string content) => Refused(_folder.Write("x.safetensors", content), DiagnosticCodes.TruncatedFile, "interrupted download");

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html><body>Not found</body></html>", "web page")]
    [InlineData("\n  <html lang=\"en\">", "web page")]
    [InlineData("<html>", "web page")]
    [InlineData("PK\u0003\u0004aaaaaaaaaaaaaaaa", "zip archive")]
    [InlineData("GGUF\u0003\0\0\0\u0001\0\0\0\0\0\0\0", "GGUF")]
    [InlineData("{\"weight_map\": {}}", "JSON")]
    public void Other_files_are_recognized(string content, string found) => Refused(_folder.Write("x.safetensors", content), DiagnosticCodes.NotSafetensors, found);

    [Fact]
    public void A_pickle_is_recognized() =>
        Refused(_folder.Write("pytorch_model.bin", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]), DiagnosticCodes.NotSafetensors, "convert");

    [Fact]
    public void A_header_of_length_zero_or_beyond_the_limit_is_refused()
    {
        Refused(_folder.Write("x.safetensors", new byte[20]), DiagnosticCodes.InvalidHeader, "length is 0");
        Refused(_folder.Write("x.safetensors", [.. BitConverter.GetBytes(100_000_001UL), (byte)'{']), DiagnosticCodes.HeaderLimitExceeded, "100000001");
        Refused(_folder.Write("x.safetensors", [.. BitConverter.GetBytes(ulong.MaxValue), (byte)'{']), DiagnosticCodes.HeaderLimitExceeded, "18446744073709551615");
    }

    [Fact]
    public void Data_that_is_shorter_or_longer_than_described_is_refused()
    {
        const string Header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        Refused(_folder.WriteRaw("x.safetensors", Header, 7), DiagnosticCodes.TruncatedFile, "1 bytes are missing");
        Refused(_folder.WriteRaw("x.safetensors", Header, 9), DiagnosticCodes.TrailingData, "1 bytes belong to no tensor");
        Refused(_folder.WriteRaw("x.safetensors", "{}", 9), DiagnosticCodes.TrailingData, "9 bytes");
    }

    [Fact]
    public void Text_that_is_not_unicode_is_refused()
    {
        var header = Encoding.Latin1.GetBytes("""{"é":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""");
        Refused(_folder.WriteRaw("x.safetensors", header, 1), DiagnosticCodes.InvalidHeader, "UTF-8");
    }

    [Fact]
    public void More_than_two_million_tensors_do_not_fit_a_header()
    {
        const string ShortestEntry = "\"aaaa\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
        (2_000_000L * ShortestEntry.Length).Should().BeGreaterThan(SafetensorsFile.MaxHeaderBytes);
    }

    static void Refused(string path, string code, string message)
    {
        var error = ((Action)(() => SafetensorsFile.ReadHeader(path))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        error.Position.Should().Be(new SourcePosition(path));
        error.Message.Should().Contain(message).And.NotContain("\n");
    }
}
