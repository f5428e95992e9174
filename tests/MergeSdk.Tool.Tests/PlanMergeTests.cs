using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Plans that are merged without their recipe, whole and in slices: the bytes of a build.</summary>
public sealed class PlanMergeTests : IDisposable
{
    const string Recipe = "Output = Base + Trim(a - Base, density: 0.5, scope: Model) + RegMean([a - Base, b - Base]) + Dare(b - Base, 0.3); // ä";

    readonly TemporaryFolder _folder = new();

    public PlanMergeTests()
    {
        foreach (var (model, seed) in new[] { ("base", 1), ("a", 30), ("b", 60) })
        {
            ModelFolder.Write(
                _folder["models", model], Enumerable.Range(0, 6).ToDictionary(i => $"layers.{i}.weight", i => PlainTensor.Random("BF16", [40, 50], seed + i)), """{"model_type":"test"}""");
        }
        Directory.CreateDirectory(_folder["project"]);
        File.WriteAllText(_folder["project", "recipe.csx"], Recipe);
    }

    public void Dispose() => _folder.Dispose();

    string Plan => _folder["project", "obj", "merge.plan.json"];

    [Fact]
    public void A_plan_gives_the_artifact_of_its_build()
    {
        Build();

        Run("merge", Plan, "-o", _folder["other"]).Should().Contain("project -> ");

        Artifact("other").Should().BeEquivalentTo(Artifact("project/bin"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Slices_give_the_artifact_of_one_machine(int count)
    {
        Build();
        var expected = Artifact("project/bin");
        // Another machine has the plan and the models alone.
        Directory.Delete(_folder["project", "bin"], recursive: true);
        foreach (var file in Directory.EnumerateFiles(_folder["project", "obj"]).Where(file => file != Plan).ToList())
            File.Delete(file);
        File.Delete(_folder["project", "recipe.csx"]);

        var merged = Enumerable.Range(1, count).OrderByDescending(slice => slice % 2).Sum(slice => Merged(Run("merge", Plan, "-o", _folder["out"], "--slice", $"{slice}/{count}")));
        merged.Should().Be(6, "each tensor is computed once");
        Directory.Exists(_folder["out"]).Should().BeFalse("a slice publishes nothing");

        Merged(Run("merge", Plan, "-o", _folder["out"], "--publish")).Should().Be(0, "all has been computed");
        Artifact("out").Should().BeEquivalentTo(expected);
        Directory.Exists(_folder["project", "obj", "merge.slices"]).Should().BeFalse("nothing is left of it");
    }

    [Fact]
    public void A_slice_that_ran_computes_nothing_again_and_what_is_missing_is_told()
    {
        Build();
        Directory.Delete(_folder["project", "bin"], recursive: true);
        File.Delete(_folder["project", "obj", "merge.state"]);
        Merged(Run("merge", Plan, "-o", _folder["out"], "--slice", "1/2")).Should().Be(3);
        Merged(Run("merge", Plan, "-o", _folder["out"], "--slice", "1/2")).Should().Be(0);

        var (exitCode, text) = CommandLine.Run("merge", Plan, "-o", _folder["out"], "--publish");

        (exitCode, text).Should().Be((1, text));
        text.Should().Contain("error MERGE4025: 3 of 6 tensors have not been computed by a slice, of model-00004-of-00006.safetensors, ");
        File.Exists(_folder["out", "model.safetensors.index.json"]).Should().BeFalse();
        // What was collected is not lost.
        Merged(Run("merge", Plan, "-o", _folder["out"], "--slice", "2/2")).Should().Be(3);
        Merged(Run("merge", Plan, "-o", _folder["out"], "--publish")).Should().Be(0);
    }

    [Fact]
    public void A_slice_of_another_plan_takes_the_place_of_the_one_before()
    {
        Build();
        Run("merge", Plan, "-o", _folder["out"], "--slice", "1/2");
        // As many files, of the same names and another layout.
        File.WriteAllText(_folder["project", "recipe.csx"], $"OutputType = Float32; {Recipe}");
        Build(maxShardSize: "8200");
        foreach (var slice in new[] { "1/2", "2/2" })
            Run("merge", Plan, "-o", _folder["out"], "--slice", slice);

        Merged(Run("merge", Plan, "-o", _folder["out"], "--publish")).Should().Be(0);

        Artifact("out").Should().BeEquivalentTo(Artifact("project/bin"));
    }

    [Fact]
    public void A_model_that_is_another_one_now_is_refused_and_one_that_moved_is_named()
    {
        Build();
        Directory.Move(_folder["models", "a"], _folder["moved"]);
        Run("merge", Plan, "-o", _folder["out"], "--model", $"a={_folder["moved"]}");
        Artifact("out").Should().BeEquivalentTo(Artifact("project/bin"));
        ModelFolder.Write(_folder["models", "a"], new Dictionary<string, PlainTensor> { ["layers.0.weight"] = PlainTensor.Random("F32", [40, 50], 1) }, "{}");

        CommandLine.Run("merge", Plan, "-o", _folder["out"]).Text.Should().Contain(
            "error MERGE4024: the plan reads the tensor layers.0.weight of model 'a' as BF16 [40, 50], and the model has F32 [40, 50]. ");
        CommandLine.Run("merge", Plan, "-o", _folder["out"], "--model", "c=x").Text.Should().Contain("the plan reads no model 'c'; it reads Base, a, b");
    }

    [Theory]
    [InlineData("0/4", "'0/4' is no slice")]
    [InlineData("5/4", "'5/4' is no slice")]
    [InlineData("one", "'one' is no slice")]
    public void What_is_no_slice_is_refused(string slice, string message)
    {
        var (exitCode, text) = CommandLine.Run("merge", "plan.json", "-o", "out", "--slice", slice);

        (exitCode, text.Contains(message, StringComparison.Ordinal)).Should().Be((2, true), text);
    }

    [Fact]
    public void A_plan_with_a_method_of_the_recipes_own_is_refused()
    {
        File.WriteAllText(_folder["project", "recipe.csx"], "Output = Define(\"mine\", [a, b], (inputs, output) => inputs[0].CopyTo(output));");
        Build();

        CommandLine.Run("merge", Plan, "-o", _folder["out"]).Text.Should().MatchRegex("error MERGE\\d{4}: the plan uses the method \"mine\", which the recipe defines");
    }

    void Build(string maxShardSize = "4100") => Run(
        "build", _folder["project", "recipe.csx"], "--max-shard-size", maxShardSize, "--model", $"base={_folder["models", "base"]}", "--model", $"a={_folder["models", "a"]}", "--model", $"b={_folder["models", "b"]}");

    static string Run(params string[] arguments)
    {
        var (exitCode, text) = CommandLine.Run(arguments);
        exitCode.Should().Be(0, text);
        return text;
    }

    static int Merged(string text) => int.Parse(System.Text.RegularExpressions.Regex.Match(text, @"(\d+) merged").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    Dictionary<string, string> Artifact(string folder) => Directory.EnumerateFiles(_folder[folder])
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
}
