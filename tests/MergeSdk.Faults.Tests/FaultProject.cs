using MergeSdk.Build.Incremental;

namespace MergeSdk.Faults.Tests;

/// <summary>
/// A merge project in a folder of its own. After a fault its artifact is judged by a reader that shares no code with the product, and the next build by the bytes of a
/// build that nothing disturbed.
/// </summary>
sealed class FaultProject : IDisposable
{
    const int TensorCount = 6;

    // Half the time of a start, and nothing of what is tested, depends on these.
    static readonly (string, string)[] s_quickStart = [("DOTNET_TieredPGO", "0"), ("DOTNET_EnableWriteXorExecute", "0")];

    readonly TemporaryFolder _folder = new();
    readonly int _scale;

    /// <param name="scale">How many times larger than 16 KiB each tensor is.</param>
    public FaultProject(int scale = 1)
    {
        _scale = scale;
        foreach (var (model, seed) in new[] { ("Base", 1), ("a", 2) })
        {
            ModelFolder.Write(
                ModelOf(model),
                Enumerable.Range(0, TensorCount).ToDictionary(layer => $"layers.{layer}.weight", layer => PlainTensor.Random("BF16", [64L * scale, 128], seed + (10 * layer))),
                config: """{"architectures": ["TestForCausalLM"]}""");
        }
        Prepare();
    }

    /// <summary>Everything below it belongs to this project.</summary>
    public string Root => _folder.Path;

    /// <summary>The folder of the recipe.</summary>
    public string Work => _folder["work"];

    public string Output => Path.Combine(Work, "bin");

    public string State => Path.Combine(Work, "obj");

    /// <summary>The variant that a loader finds; null if it finds none.</summary>
    public Variant? Published { get; private set; }

    public void Dispose() => _folder.Dispose();

    /// <summary>The weight file of an input.</summary>
    public string WeightsOf(string model) => Path.Combine(ModelOf(model), "model.safetensors");

    /// <summary>Writes the recipe; for a folder that something was mounted on.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(State);
        // Its text is that of all variants, so that it is compiled once.
        File.WriteAllText(
            Path.Combine(Work, "recipe.csx"),
            """
            var weight = double.Parse(System.Environment.GetEnvironmentVariable("MERGE_TEST_WEIGHT"), System.Globalization.CultureInfo.InvariantCulture);
            Output = Base + ByName(("*.1.*", weight), ("*.4.*", weight), ("*", 0.5)) * Trim(a - Base, density: 0.5);
            """);
    }

    /// <summary>Takes away all that was built; only the compiled recipe stays, which makes the next build a quick one.</summary>
    public void Clean()
    {
        if (Directory.Exists(Output))
        {
            // The folder itself stays: something may be mounted on it.
            foreach (var entry in new DirectoryInfo(Output).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo folder)
                    folder.Delete(recursive: true);
                else
                    entry.Delete();
            }
        }
        File.Delete(Path.Combine(Work, "merge.lock.json"));
        foreach (var file in Directory.EnumerateFiles(State).Where(file => Path.GetFileName(file) != "merge.recipe"))
            File.Delete(file);
        Published = null;
    }

    /// <summary>Brings the project to where a variant is published, or nothing is.</summary>
    public void BringTo(Variant? variant)
    {
        if (variant is null)
            Clean();
        else if (variant != Published)
            Build(variant).ShouldSucceed();
        Published = variant;
    }

    public BuildResult Build(Variant variant, params (string, string)[] environment) => BuildBy([], variant, environment);

    /// <summary>Builds by another command, such as <c>strace</c>.</summary>
    public BuildResult BuildBy(IEnumerable<string> command, Variant variant, params (string, string)[] environment) =>
        BuildResult.Of(ToolProcess.WaitFor(StartBy(command, variant, environment)));

    public System.Diagnostics.Process StartBy(IEnumerable<string> command, Variant variant, params (string, string)[] environment) =>
        ToolProcess.StartBy(
            command,
            [
                "build", Path.Combine(Work, "recipe.csx"), "--model", $"Base={ModelOf("Base")}", "--model", $"a={ModelOf("a")}",
                "--name", variant.Name, "--max-shard-size", Scaled(variant.MaxShardSize), "--threads", "1",
            ],
            [.. s_quickStart, ("MERGE_TEST_WEIGHT", variant.Weight), .. environment]);

    /// <summary>The artifact must be the model that was published, the one that was to be built, or nothing that a loader opens.</summary>
    public void JudgeArtifact(Variant goal)
    {
        // The ways into a model that transformers knows.
        if (!File.Exists(Path.Combine(Output, "model.safetensors")) && !File.Exists(Path.Combine(Output, "model.safetensors.index.json")))
        {
            Published = null;
            return;
        }
        try
        {
            var found = Artifact();
            var loaded = ModelFolder.Read(Output);
            Published = new[] { goal, Published }.OfType<Variant>().FirstOrDefault(variant => Equal(found, loaded, CleanBuild.Of(variant, _scale)))
                ?? throw new InvalidDataException($"it is neither {Published} nor {goal}, but has {string.Join(", ", found.Keys)}");
        }
        catch (Exception e)
        {
            Tally.Torn();
            throw new InvalidDataException($"A loader opens this artifact, and it is torn: {e.Message}", e);
        }
    }

    /// <summary>Tensors of a variant that the state has a record of: the bytes of these were finished and need not be computed again.</summary>
    public int Finished(Variant variant)
    {
        var records = Records();
        return CleanBuild.Of(variant, _scale).Records.Count(record => records.GetValueOrDefault(record.Key) == record.Value);
    }

    /// <summary>Builds undisturbed; nothing but a clean build's files may be there then, with its bytes.</summary>
    public BuildResult Finish(Variant variant)
    {
        var result = Build(variant).ShouldSucceed();
        var clean = CleanBuild.Of(variant, _scale);
        var artifact = Artifact();
        artifact.Keys.Should().BeEquivalentTo(clean.Artifact.Keys);
        artifact.Keys.Where(file => !artifact[file].AsSpan().SequenceEqual(clean.Artifact[file])).Should().BeEmpty("these files have other bytes than a clean build's");
        File.ReadAllBytes(Path.Combine(Work, "merge.lock.json")).Should().Equal(clean.Artifact["merge.lock.json"]);
        FileNames().Should().BeEquivalentTo(clean.Project);
        Published = variant;
        return result;
    }

    /// <summary>The bytes of all files in the output folder but those being written and the lock of a build.</summary>
    public Dictionary<string, byte[]> Artifact() =>
        Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Output, file))
            .Where(file => !file.StartsWith(".partial", StringComparison.Ordinal) && !file.StartsWith(".merge.busy", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(Output, file)));

    /// <summary>The names of all files of the project.</summary>
    public IReadOnlyList<string> FileNames() =>
        [.. Directory.EnumerateFiles(Work, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Work, file)).Order(StringComparer.Ordinal)];

    /// <summary>The content of each tensor that the state says is finished, after the expression it was merged by.</summary>
    public Dictionary<string, string> Records()
    {
        using var state = MergeState.Load(Path.Combine(State, "merge.state"));
        return state.TensorNames.ToDictionary(name => name, name => state.Tensor(name) is { } tensor ? $"{tensor.Key.Text} {tensor.Content.Hash}" : "");
    }

    string ModelOf(string name) => _folder["models", name];

    string Scaled(string size) => size.EndsWith("KB", StringComparison.Ordinal) ? $"{int.Parse(size[..^2]) * _scale}KB" : size;

    static bool Equal(Dictionary<string, byte[]> found, Dictionary<string, PlainTensor> loaded, CleanBuild clean) =>
        found.Count == clean.Artifact.Count
        && found.All(file => clean.Artifact.TryGetValue(file.Key, out var bytes) && file.Value.AsSpan().SequenceEqual(bytes))
        && loaded.Count == clean.Tensors.Count
        && loaded.All(tensor => tensor.Value.Bytes.AsSpan().SequenceEqual(clean.Tensors[tensor.Key].Bytes));
}
