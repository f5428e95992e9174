using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>A build that ends with an error has published nothing: whatever can fail beside the artifact comes before it.</summary>
public sealed class NothingPublishedTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public NothingPublishedTests()
    {
        ModelFolder.Write(_folder["a"], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [4, 8], 1) });
        ModelFolder.Write(_folder["b"], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [4, 8], 2) });
        File.WriteAllText(_folder["recipe.csx"], "Output = Average(a, b);");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("obj/merge.plan.json", "MERGE4002")]
    [InlineData("merge.lock.json", "MERGE4015")]
    public void A_file_beside_the_artifact_that_cannot_be_written_ends_the_build_before_it_publishes(string file, string code)
    {
        Directory.CreateDirectory(_folder[file.Split('/')]);

        var (exitCode, text) = Build();

        exitCode.Should().Be(1);
        text.Should().Contain($"error {code}").And.Contain(_folder[file.Split('/')]);
        File.Exists(_folder["bin", "model.safetensors"]).Should().BeFalse();

        Directory.Delete(_folder[file.Split('/')]);
        Build().ExitCode.Should().Be(0);
        File.Exists(_folder["bin", "model.safetensors"]).Should().BeTrue();
    }

    [Fact]
    public void A_link_that_leads_nowhere_in_a_folder_of_which_nothing_but_weights_is_read_is_no_error()
    {
        File.CreateSymbolicLink(_folder["b", "notes.md"], _folder["nowhere.md"]);

        Build().ExitCode.Should().Be(0);
    }

    (int ExitCode, string Text) Build() => CommandLine.Run(["build", _folder["recipe.csx"], "--model", $"a={_folder["a"]}", "--model", $"b={_folder["b"]}"]);
}
