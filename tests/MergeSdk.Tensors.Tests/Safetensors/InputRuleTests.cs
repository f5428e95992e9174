using MergeSdk.TestModels;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>Every example of every rule for safetensors files and indexes, read from a file.</summary>
public sealed class InputRuleTests : IDisposable
{
    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files => Names(SafetensorsCases.All);

    public static TheoryData<string, string> Indexes => Names(IndexCases.All);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_safetensors_file(string rule, string example)
    {
        var expected = SafetensorsCases.All.Single(candidate => candidate.Rule == rule && candidate.Name == example);
        var path = _folder.Write("x.safetensors", expected.Content);
        Judge(expected, path, () =>
        {
            var file = SafetensorsFile.ReadHeader(path);
            var judge = StrictHeader.Read(expected.Content, expected.Content.Length)!;
            file.Length.Should().Be(expected.Content.Length);
            file.DataOffset.Should().Be(expected.Content.Length - judge.Tensors.Sum(tensor => tensor.End - tensor.Begin));
            file.Tensors.Select(tensor => (tensor.Name, tensor.DType.Code(), tensor.Offset)).Should().Equal(judge.Tensors.Select(tensor => (tensor.Name, tensor.DType, tensor.Begin)));
        });
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void An_index(string rule, string example)
    {
        var expected = IndexCases.All.Single(candidate => candidate.Rule == rule && candidate.Name == example);
        _folder.WriteModel("m-1.safetensors", "a");
        _folder.WriteModel("m-2.safetensors", "b");
        var path = _folder.Write("model.safetensors.index.json", expected.Content);
        Judge(expected, path, () => Checkpoint.Open(_folder.Root).Tensors.Keys.Should().Equal("a", "b"));
    }

    static void Judge(InputCase expected, string path, Action read)
    {
        if (expected.Code is null)
        {
            read();
            return;
        }
        var error = read.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(expected.Code, error.Message);
        error.Severity.Should().Be(Severity.Error);
        error.Position.Should().Be(new SourcePosition(path));
        error.Message.Should().ContainAll(expected.Message);
        error.Message.Any(char.IsControl).Should().BeFalse("a line break would begin another message");
        error.Message.Length.Should().BeLessThan(600);
    }

    static TheoryData<string, string> Names(IEnumerable<InputCase> cases)
    {
        var names = new TheoryData<string, string>();
        foreach (var example in cases)
            names.Add(example.Rule, example.Name);
        return names;
    }
}
