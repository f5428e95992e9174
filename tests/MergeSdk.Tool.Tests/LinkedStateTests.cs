using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>A project that was copied by links, as backups are: what a build writes to one copy is not written to the other.</summary>
public sealed class LinkedStateTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_file_of_obj_is_written_to_through_a_link()
    {
        foreach (var (name, seed) in new[] { ("a", 1), ("b", 2), ("c", 3) })
            ModelFolder.Write(_folder[name], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [4, 8], seed), ["x"] = PlainTensor.Random("F32", [4, 8], seed + 9) });
        Build("Output = a + RegMean([b - a, c - a]);");
        var before = Directory.EnumerateFiles(_folder["obj"], "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);
        Directory.CreateDirectory(_folder["elsewhere"]);
        foreach (var (path, _) in before)
        {
            File.Move(path, Elsewhere(path));
            File.CreateSymbolicLink(path, Elsewhere(path));
            // What is written first under another name.
            File.WriteAllText(Elsewhere(path) + ".tmp", "mine");
            File.CreateSymbolicLink(path + ".tmp", Elsewhere(path) + ".tmp");
        }

        Build("Output = a + 0.5 * RegMean([b - a, c - a]);");

        foreach (var (path, content) in before)
        {
            File.ReadAllBytes(Elsewhere(path)).Should().Equal(content, path);
            File.ReadAllText(Elsewhere(path) + ".tmp").Should().Be("mine", path);
        }
    }

    string Elsewhere(string path) => _folder["elsewhere", Path.GetFileName(path)];

    void Build(string recipe)
    {
        File.WriteAllText(_folder["recipe.csx"], recipe);
        var (exitCode, text) = CommandLine.Run(["build", _folder["recipe.csx"], .. new[] { "a", "b", "c" }.SelectMany(name => new[] { "--model", _folder[name] })]);
        exitCode.Should().Be(0, text);
    }
}
