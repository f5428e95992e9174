namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>What a header that is accepted gives.</summary>
public sealed class SafetensorsFileTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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

    [Fact]
    public void More_than_two_million_tensors_do_not_fit_a_header()
    {
        const string ShortestEntry = "\"aaaa\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
        (2_000_000L * ShortestEntry.Length).Should().BeGreaterThan(SafetensorsFile.MaxHeaderBytes);
    }
}
