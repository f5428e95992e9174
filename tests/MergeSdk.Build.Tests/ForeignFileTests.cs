using System.Security.Cryptography;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Session;
using MergeSdk.Graph.Plans;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Files that no merge wrote stay what they are, byte for byte, wherever the output is said to go.</summary>
public sealed class ForeignFileTests : IDisposable
{
    const string SingleFile = "model.safetensors";

    readonly TestMerge _merge = new();

    public ForeignFileTests()
    {
        _merge.Model("a", Tensors(1));
        File.WriteAllText(_merge.Path("models", "a", "tokenizer.json"), "{}");
    }

    public void Dispose() => _merge.Dispose();

    [Theory]
    [InlineData("examples/models/base", "README.md")]
    [InlineData("examples/models/code", "model-old.safetensors")]
    [InlineData("examples/quickstart", "README.md")]
    [InlineData("examples/quickstart", null)]
    [InlineData("templates", null)]
    public void A_folder_with_files_that_no_merge_wrote_is_refused(string original, string? added)
    {
        Copy(Path.Combine(Repository.Root, original), _merge.Path("theirs"));
        if (added is not null)
            File.WriteAllText(_merge.Path("theirs", added), "mine");
        var before = Hashes(_merge.Path("theirs"));
        before.Should().NotBeEmpty();

        Refused(Request() with { OutputFolder = _merge.Path("theirs") }, DiagnosticCodes.OutputFolderForeign).Message.Should().Contain("no merge wrote");

        Hashes(_merge.Path("theirs")).Should().Equal(before);
    }

    [Theory]
    [InlineData("merge.lock.json")]
    [InlineData("merge.lock.json", "README.md")]
    [InlineData("merge.lock.json", "README.md", "config.json")]
    public void The_folder_of_another_project_is_refused_although_its_lock_file_is_there(params string[] files)
    {
        Run();
        Directory.CreateDirectory(_merge.Path("other"));
        foreach (var file in files)
            File.WriteAllText(_merge.Path("other", file), file == LockFile.Name ? File.ReadAllText(_merge.Lock) : "mine");
        File.WriteAllText(_merge.Path("other", "recipe.csx"), "mine");
        var before = Hashes(_merge.Path("other"));

        Refused(Request() with { OutputFolder = _merge.Path("other"), LockFile = _merge.Path("another.lock.json") }, DiagnosticCodes.OutputFolderForeign);
        Refused(Request() with { OutputFolder = _merge.Path("other") }, DiagnosticCodes.OutputFolderForeign);

        Hashes(_merge.Path("other")).Should().Equal(before);
    }

    [Theory]
    [InlineData("project")]
    [InlineData("project/.")]
    [InlineData("")]
    public void The_folder_of_the_project_is_refused_and_so_is_one_around_it(string output)
    {
        Directory.CreateDirectory(_merge.Path("project"));
        Refused(Request() with { OutputFolder = _merge.Path(output), SourceFolders = [_merge.Path("project")], Plan = WithoutModels() }, DiagnosticCodes.OutputIsSourceFolder)
            .Message.Should().Contain(_merge.Path("project"));
        MergeBuild.Run(Request() with { OutputFolder = _merge.Path("project", "bin"), SourceFolders = [_merge.Path("project")] }, default).Merged.Should().Be(2);

        MergePlan WithoutModels() => _merge.Plan(_ => Sketch.Input(0)) with { Models = [] };
    }

    [Theory]
    [InlineData("")]
    [InlineData("out")]
    [InlineData("..")]
    public void Inputs_that_the_recipe_does_not_use_count(string output)
    {
        Copy(Repository.Model("code"), _merge.Path("declared", "code"));
        var before = Hashes(_merge.Path("declared"));
        var request = Request() with { OutputFolder = _merge.Path("declared", "code", output), DeclaredInputs = [("adapter 'code'", _merge.Path("declared", "code"))] };

        Refused(request, DiagnosticCodes.OutputOverlapsInput).Message.Should().Contain("adapter 'code'");

        Hashes(_merge.Path("declared")).Should().Equal(before);
    }

    [Fact]
    public void The_state_does_not_lie_in_the_output() =>
        Refused(Request() with { StateFolder = _merge.Path("bin", "obj") }, DiagnosticCodes.OutputOverlapsInput).Message.Should().Contain("incremental state");

    [Fact]
    public void What_others_put_beside_an_artifact_stays_there()
    {
        Run();
        File.WriteAllText(_merge.Path("bin", "model-old.safetensors"), "mine");
        File.WriteAllText(_merge.Path("bin", "notes.txt"), "mine");
        File.WriteAllText(_merge.Path("bin", ".gitattributes"), "mine");
        Directory.CreateDirectory(_merge.Path("bin", "images"));

        var sharded = Run(shards: 2);
        sharded.OutputFiles.Select(file => Path.GetFileName(file)).Should().BeEquivalentTo(
            "README.md", "config.json", "merge.lock.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json");
        Run();

        foreach (var file in new[] { "model-old.safetensors", "notes.txt", ".gitattributes" })
            File.ReadAllText(_merge.Path("bin", file)).Should().Be("mine");
        Directory.Exists(_merge.Path("bin", "images")).Should().BeTrue();
        Directory.EnumerateFiles(_merge.Output, "*-of-*").Should().BeEmpty("those were ours");
    }

    [Theory]
    [InlineData("vocab.txt", 1)]
    [InlineData("model-00002-of-00002.safetensors", 2)]
    [InlineData("model.safetensors.index.json", 2)]
    [InlineData("model.safetensors", 2)]
    [InlineData("model.safetensors.index.json", 1)]
    public void A_file_of_somebody_in_the_way_is_named_before_anything_is_computed(string name, int shards)
    {
        Run(shards: name == SingleFile ? 2 : 1);
        File.WriteAllText(_merge.Path("models", "a", "vocab.txt"), "theirs");
        File.WriteAllText(_merge.Path("bin", name), "mine");
        var before = Hashes(_merge.Output);
        var request = _merge.Request(_merge.Plan(_ => new Linear([2]).Of(0), shards: shards));

        Refused(request, DiagnosticCodes.OutputFileForeign).Position!.Value.File.Should().Be(_merge.Path("bin", name));

        request.Progress.BytesRead.Should().Be(0);
        Hashes(_merge.Output).Should().Equal(before);
    }

    [Fact]
    public void A_folder_in_the_way_is_named()
    {
        Run();
        File.Delete(_merge.Path("bin", "tokenizer.json"));
        Directory.CreateDirectory(_merge.Path("bin", "tokenizer.json"));
        var refused = Refused(Request(), DiagnosticCodes.OutputFileForeign);
        refused.Position!.Value.File.Should().Be(_merge.Path("bin", "tokenizer.json"));
        refused.Message.Should().StartWith("this folder");
    }

    [Fact]
    public void A_file_in_the_way_that_is_what_would_be_written_is_no_obstacle()
    {
        Run();
        File.WriteAllText(_merge.Path("models", "a", "vocab.txt"), "same");
        File.WriteAllText(_merge.Path("bin", "vocab.txt"), "same");
        Run().Merged.Should().Be(0);
        LockFile.TryRead(_merge.Path("bin", LockFile.Name))!.Outputs.Keys.Should().Contain("vocab.txt");
    }

    [Fact]
    public void What_an_interrupted_first_build_left_is_ours_and_a_folder_of_that_name_is_not()
    {
        Directory.CreateDirectory(_merge.Path("bin", ".partial"));
        File.WriteAllText(_merge.Path("bin", ".partial", "other.txt"), "mine");
        Refused(Request(), DiagnosticCodes.OutputFolderForeign);
        File.Delete(_merge.Path("bin", ".partial", "other.txt"));
        File.WriteAllText(_merge.Path("bin", ".partial", "model-00001-of-00003.safetensors"), "torn");

        Run().Merged.Should().Be(2);
        Directory.Exists(_merge.Path("bin", ".partial")).Should().BeFalse();
    }

    [Fact]
    public void A_lost_lock_file_is_restored_only_among_files_that_it_lists()
    {
        Run();
        File.WriteAllText(_merge.Path("bin", LockFile.Name), "{");
        Run().Merged.Should().Be(0);
        File.ReadAllText(_merge.Path("bin", LockFile.Name)).Should().Be(File.ReadAllText(_merge.Lock));

        File.Delete(_merge.Path("bin", LockFile.Name));
        File.WriteAllText(_merge.Path("bin", "README.md"), "mine");
        Refused(Request(), DiagnosticCodes.OutputFolderForeign);
        File.ReadAllText(_merge.Path("bin", "README.md")).Should().Be("mine");
    }

    [Fact]
    public void The_lock_file_beside_the_project_replaces_no_other_file()
    {
        File.WriteAllText(_merge.Lock, "{\"dependencies\": {}}");
        Refused(Request(), DiagnosticCodes.LockFileForeign).Position!.Value.File.Should().Be(_merge.Lock);
        File.ReadAllText(_merge.Lock).Should().Be("{\"dependencies\": {}}");
        Directory.Exists(_merge.Output).Should().BeFalse();

        Refused(Request() with { LockFile = _merge.Path("models", "a", "merge.lock.json") }, DiagnosticCodes.LockFileForeign).Message.Should().Contain("model 'a'");
        MergeBuild.Run(Request() with { LockFile = _merge.Path("b.lock.json") }, default).Merged.Should().Be(2);
        File.ReadAllText(_merge.Path("b.lock.json")).Should().Be(File.ReadAllText(_merge.Path("bin", LockFile.Name)));
    }

    [SkippableTheory]
    [InlineData("bin/model.safetensors")]
    [InlineData("bin/config.json")]
    [InlineData("bin/README.md")]
    [InlineData("bin/merge.lock.json")]
    [InlineData("bin/.partial")]
    [InlineData("bin/.merge.busy.by")]
    [InlineData("merge.lock.json.tmp")]
    [InlineData("obj/merge.state.tmp")]
    public void A_link_is_replaced_and_what_it_leads_to_stays_as_it_is(string link)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Run();
        var (path, target) = (_merge.Path(link), _merge.Path("elsewhere"));
        if (link == "bin/.partial")
        {
            Directory.CreateDirectory(target);
            File.WriteAllText(Path.Combine(target, SingleFile), "mine");
        }
        else if (File.Exists(path))
        {
            File.Move(path, target);
        }
        else
        {
            File.WriteAllText(target, "mine");
        }
        File.CreateSymbolicLink(path, target);
        var before = Directory.Exists(target) ? Hashes(target) : Hashes(_merge.Path()).Where(file => file.Key == "elsewhere").ToDictionary();
        before.Should().NotBeEmpty();
        _merge.RecipeText = "Output = other;";
        _merge.Model("a", Tensors(1), """{"model_type":"other"}""");

        // One of the two tensors changes: a file that is not shared is patched.
        _merge.Run(_merge.Plan(name => name == "v" ? new Linear([2]).Of(0) : Sketch.Input(0)));

        (Directory.Exists(target) ? Hashes(target) : Hashes(_merge.Path()).Where(file => file.Key == "elsewhere")).Should().Equal(before);
        if (link.StartsWith("bin/", StringComparison.Ordinal))
            new FileInfo(path).LinkTarget.Should().BeNull();
        EqualsCleanBuild();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_interrupted_build_withdrew_is_not_written_to_if_it_has_other_names(bool symbolic)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Run();
        // A model was published as links, and the next build was killed when it had taken the entry away.
        File.Move(_merge.Path("bin", SingleFile), _merge.Path("published"));
        Directory.CreateDirectory(_merge.Path("bin", ".partial"));
        var partial = _merge.Path("bin", ".partial", SingleFile);
        if (symbolic)
            File.CreateSymbolicLink(partial, _merge.Path("published"));
        else
            HardLink.Create(_merge.Path("published"), partial);
        var before = Hashes(_merge.Path()).Where(file => file.Key == "published").ToList();

        _merge.Run(_merge.Plan(name => name == "v" ? new Linear([2]).Of(0) : Sketch.Input(0))).Merged.Should().Be(1);

        Hashes(_merge.Path()).Where(file => file.Key == "published").Should().Equal(before);
        EqualsCleanBuild();
    }

    [SkippableFact]
    public void The_output_folder_may_be_a_link_to_a_folder_and_not_one_that_leads_nowhere()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Directory.CreateSymbolicLink(_merge.Output, _merge.Path("large disk"));
        Refused(Request(), DiagnosticCodes.OutputNotAFolder).Message.Should().Contain(_merge.Path("large disk"));
        Refused(Request() with { OutputFolder = Path.Combine(_merge.Output, "below") }, DiagnosticCodes.OutputNotAFolder).Position!.Value.File.Should().Be(_merge.Output);

        Directory.CreateDirectory(_merge.Path("large disk"));
        Run().Merged.Should().Be(2);
        File.Exists(_merge.Path("large disk", SingleFile)).Should().BeTrue();
        Run().Merged.Should().Be(0);
    }

    [Fact]
    public void A_file_is_no_output_folder()
    {
        File.WriteAllText(_merge.Output, "mine");
        Refused(Request(), DiagnosticCodes.OutputNotAFolder).Message.Should().StartWith("this is a file");
        File.ReadAllText(_merge.Output).Should().Be("mine");
    }

    void EqualsCleanBuild()
    {
        var incremental = _merge.Artifact();
        Directory.Delete(_merge.Output, recursive: true);
        Directory.Delete(_merge.State, recursive: true);
        _merge.Run(_merge.Plan(name => name == "v" ? new Linear([2]).Of(0) : Sketch.Input(0)));
        _merge.Artifact().Should().BeEquivalentTo(incremental);
    }

    static Dictionary<string, PlainTensor> Tensors(int seed) => new() { ["v"] = PlainTensor.Random("F32", [6, 5], seed), ["w"] = PlainTensor.Random("BF16", [700], seed + 10) };

    MergeRequest Request() => _merge.Request(_merge.Plan(_ => Sketch.Input(0)));

    MergeSummary Run(int shards = 1) => _merge.Run(_merge.Plan(_ => Sketch.Input(0), shards: shards));

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/") && !file.Contains("/bin/")))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    static Dictionary<string, string> Hashes(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    static Diagnostic Refused(MergeRequest request, string code)
    {
        var error = ((Action)(() => MergeBuild.Run(request, CancellationToken.None))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        return error;
    }
}
