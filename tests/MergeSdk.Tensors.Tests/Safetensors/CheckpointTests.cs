namespace MergeSdk.Tensors.Tests.Safetensors;

public sealed class CheckpointTests : IDisposable
{
    const string Index = "model.safetensors.index.json";

    readonly TestFolder _folder = new();
    readonly List<Diagnostic> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("adapter_model.safetensors")]
    [InlineData("diffusion_pytorch_model.safetensors")]
    [InlineData("anything.safetensors")]
    public void A_single_file_is_the_model(string name)
    {
        _folder.WriteModel(name, "a", "b");
        _folder.Write("config.json", "{}");

        var checkpoint = Open();

        checkpoint.IndexPath.Should().BeNull();
        checkpoint.Files.Should().ContainSingle().Which.Path.Should().Be(_folder.At(name));
        checkpoint.Tensors.Keys.Should().Equal("a", "b");
        checkpoint.Tensors["b"].Position.Should().Be(checkpoint.Files[0].DataOffset + 8);
        checkpoint.Tensors["b"].ByteCount.Should().Be(8);
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void The_usual_name_is_preferred()
    {
        _folder.WriteModel("optimizer.safetensors", "x");
        _folder.WriteModel("model.safetensors", "a");
        Open().Tensors.Keys.Should().Equal("a");
    }

    [Theory]
    [InlineData(Index)]
    [InlineData("diffusion_pytorch_model.safetensors.index.json")]
    public void An_index_lists_the_files(string index)
    {
        _folder.WriteModel("m-10.safetensors", "c");
        _folder.WriteModel("m-2.safetensors", "a", "b");
        _folder.Write(index, """{"metadata":{"total_size":24},"weight_map":{"c":"m-10.safetensors","b":"m-2.safetensors","a":"m-2.safetensors"}}""");

        var checkpoint = Open();

        checkpoint.IndexPath.Should().Be(_folder.At(index));
        checkpoint.Files.Select(file => Path.GetFileName(file.Path)).Should().Equal("m-2.safetensors", "m-10.safetensors");
        checkpoint.Tensors.Keys.Should().Equal("a", "b", "c");
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void What_the_index_does_not_say_or_says_wrongly_is_reported()
    {
        _folder.WriteModel("m-1.safetensors", "a", "b");
        _folder.WriteModel("consolidated.safetensors", "a", "b");
        _folder.Write(Index, """{"metadata":{"total_size":1.5e1},"weight_map":{"a":"m-1.safetensors"}}""");

        Open().Tensors.Keys.Should().Equal("a", "b");

        _warnings.Should().OnlyContain(warning => warning.Severity == Severity.Warning && warning.Position == new SourcePosition(_folder.At(Index), 0, 0));
        _warnings.Select(warning => warning.Code).Should().Equal(DiagnosticCodes.UnlistedShard, DiagnosticCodes.UnlistedTensor, DiagnosticCodes.WrongTotalSize);
        _warnings[0].Message.Should().Contain("'consolidated.safetensors'");
        _warnings[1].Message.Should().Contain("'b'");
        _warnings[2].Message.Should().Contain("15").And.Contain("16");
        Checkpoint.Open(_folder.Root).Tensors.Should().HaveCount(2, "nobody has to listen");
    }

    [Fact]
    public void Missing_shards_are_named()
    {
        _folder.WriteModel("m-1.safetensors", "a");
        _folder.Write(Index, """{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-3.safetensors"}}""");
        Refused(DiagnosticCodes.MissingShard, "2 of 3").Message.Should().Contain("'m-2.safetensors', 'm-3.safetensors'");
    }

    [Fact]
    public void A_tensor_must_be_where_the_index_says()
    {
        _folder.WriteModel("m-1.safetensors", "a");
        _folder.WriteModel("m-2.safetensors", "b");
        _folder.Write(Index, """{"weight_map":{"a":"m-2.safetensors","b":"m-2.safetensors","x":"m-1.safetensors"}}""");
        Refused(DiagnosticCodes.TensorNotInShard, "2 tensors").Message.Should().Contain("'a', which is in 'm-1.safetensors', not in 'm-2.safetensors'");
    }

    [Fact]
    public void A_tensor_must_be_in_one_shard_only()
    {
        _folder.WriteModel("m-1.safetensors", "a", "b");
        _folder.WriteModel("m-2.safetensors", "b");
        _folder.Write(Index, """{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        Refused(DiagnosticCodes.TensorInSeveralShards, "'b' is also in 'm-1.safetensors'");
    }

    [Fact]
    public void Shards_may_not_have_more_than_2_000_000_tensors_together()
    {
        const int Each = 100_001;
        var entries = string.Join(',', Enumerable.Range(0, Each).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        var shard = _folder.WriteRaw("0.safetensors", $"{{{entries}}}", 0);
        for (var i = 1; i < 20; i++)
            File.Copy(shard, _folder.At($"{i}.safetensors"));
        _folder.Write(Index, $"{{\"weight_map\":{{{string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"{i}\":\"{i}.safetensors\""))}}}}}");
        Refused(DiagnosticCodes.HeaderLimitExceeded, "2000020 tensors together");
    }

    [Fact]
    public void All_broken_shards_are_reported_together()
    {
        _folder.Write("m-1.safetensors", "abc");
        _folder.Write("m-2.safetensors", "GGUF and so on");
        Directory.CreateDirectory(_folder.At("m-3.safetensors"));
        _folder.Write(Index, """{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-3.safetensors"}}""");

        ((Action)(() => Open())).Should().Throw<MergeException>().Which.Diagnostics.Select(diagnostic => diagnostic.Code)
            .Should().Equal(DiagnosticCodes.TruncatedFile, DiagnosticCodes.NotSafetensors, DiagnosticCodes.NotARegularFile);
    }

    [Fact]
    public void Several_files_need_an_index()
    {
        _folder.WriteModel("model-00001-of-00002.safetensors", "a");
        _folder.WriteModel("model-00002-of-00002.safetensors", "b");
        Refused(DiagnosticCodes.AmbiguousModel, "'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'").Message.Should().Contain("index");
    }

    [Fact]
    public void Several_indexes_need_a_usual_name()
    {
        _folder.Write("a.safetensors.index.json", "{}");
        _folder.Write("b.safetensors.index.json", "{}");
        Refused(DiagnosticCodes.AmbiguousModel, "'a.safetensors.index.json', 'b.safetensors.index.json'");
    }

    [Fact]
    public void Folders_without_a_model()
    {
        Refused(DiagnosticCodes.NoModelInFolder, "empty");
        _folder.Write("config.json", "{}");
        Refused(DiagnosticCodes.NoModelInFolder, "config.json");
        _folder.Write("m.gguf", "GGUF");
        Refused(DiagnosticCodes.NoModelInFolder, "m.gguf");
        _folder.Write("pytorch_model.bin", "PK");
        Refused(DiagnosticCodes.NoModelInFolder, "pickles: 'pytorch_model.bin'");
    }

    [Fact]
    public void Paths_that_are_no_folder()
    {
        Refused(DiagnosticCodes.FolderNotFound, "does not exist", _folder.At("none"));
        Refused(DiagnosticCodes.FolderNotFound, "found a file", _folder.Write("file", "x"));
    }

    Checkpoint Open() => Checkpoint.Open(_folder.Root, _warnings.Add);

    Diagnostic Refused(string code, string message, string? folder = null)
    {
        var error = ((Action)(() => Checkpoint.Open(folder ?? _folder.Root))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        error.Message.Should().Contain(message);
        error.Position.Should().NotBeNull();
        return error;
    }
}
