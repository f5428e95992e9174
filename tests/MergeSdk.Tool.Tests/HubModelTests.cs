using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Models named by their Hub ids, in a cache that is laid out as the tools of Hugging Face lay it out.</summary>
public sealed class HubModelTests : IDisposable
{
    const string Commit = "0123456789abcdef0123456789abcdef01234567";

    readonly TemporaryFolder _folder = new();

    public HubModelTests()
    {
        Cache("org/first", seed: 1);
        Cache("org/second", seed: 2);
        File.WriteAllText(_folder["recipe.csx"], "Output = Average(first, second);");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HF_HUB_CACHE", "home/hub")]
    [InlineData("HF_HOME", "home")]
    public void Models_in_the_cache_are_found_by_their_ids(string variable, string folder)
    {
        var (exitCode, text) = Run((variable, _folder[folder.Split('/')]), "--model", "first=hf:org/first", "--model", "second=hf:org/second@v1");

        exitCode.Should().Be(0, text);
        File.ReadAllText(_folder["merge.lock.json"]).Should().Contain($"\"path\": \"hf:org/first@{Commit}\"").And.NotContain(_folder.Path);
        File.ReadAllText(_folder["bin", "README.md"]).Should().Contain("- org/first\n");
        var (again, summary) = Run((variable, _folder[folder.Split('/')]), "--model", "first=hf:org/first", "--model", "second=hf:org/second@main");
        again.Should().Be(0);
        summary.Should().Contain("2 up to date");
    }

    [Fact]
    public void All_that_are_missing_are_told_with_the_commands_that_download_them()
    {
        var (exitCode, text) = Run(("HF_HUB_CACHE", _folder["home", "hub"]), "--model", "first=hf:org/none", "--model", "second=hf:org/second@v9", "--model", "x=hf:../up");

        exitCode.Should().Be(1);
        text.Should().Contain("error MERGE5231: the model org/none is not in the Hugging Face cache (").And.Contain("Download it: hf download org/none --include \"*.safetensors\" ")
            .And.Contain("error MERGE5231: the model org/second at v9 is not ").And.Contain("hf download org/second --revision v9 ")
            .And.Contain("error MERGE5230: 'hf:../up' is not a model of the Hub: write hf:org/name");
        Directory.Exists(_folder["bin"]).Should().BeFalse();
    }

    [Fact]
    public void A_project_imported_from_a_configuration_reads_the_cached_headers()
    {
        File.WriteAllText(_folder["config.yml"], "merge_method: linear\nmodels: [{model: org/first}, {model: org/second}]\nparameters: {weight: 1}\nrandom_seed: 7");
        var (exitCode, text) = ToolProcess.Run(["import", _folder["config.yml"], "-o", _folder["merged"]], ("HF_HUB_CACHE", _folder["home", "hub"]));

        exitCode.Should().Be(0, text);
        text.Should().NotContain("Download").And.NotContain("warning");
        File.ReadAllText(_folder["merged", "merged.mergeproj"]).Should().Contain("<Model Include=\"hf:org/first\" />");
        File.ReadAllText(_folder["merged", ".gitignore"]).Should().Contain("bin/").And.Contain("obj/");
        File.ReadAllText(_folder["merged", ".gitattributes"]).Should().NotBeEmpty();
    }

    (int ExitCode, string Text) Run((string, string) environment, params string[] models) =>
        ToolProcess.Run(["build", _folder["recipe.csx"], "--name", "merged", .. models], environment);

    /// <summary>A model whose files are links to blobs, with a branch and a tag.</summary>
    void Cache(string id, int seed)
    {
        var repository = _folder["home", "hub", "models--" + id.Replace("/", "--", StringComparison.Ordinal)];
        var blobs = ModelFolder.Write(
            Path.Combine(repository, "blobs"), new Dictionary<string, PlainTensor>
            {
                ["embed.weight"] = PlainTensor.Random("BF16", [8, 4], seed),
                ["layers.0.weight"] = PlainTensor.Random("BF16", [4, 4], seed + 10),
            }, "{\"model_type\":\"toy\"}");
        var snapshot = Directory.CreateDirectory(Path.Combine(repository, "snapshots", Commit)).FullName;
        foreach (var file in Directory.EnumerateFiles(blobs))
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), Path.Combine("..", "..", "blobs", Path.GetFileName(file)));
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), Commit);
        File.WriteAllText(Path.Combine(repository, "refs", "v1"), Commit + "\n");
    }
}
