using System.Globalization;
using System.Text.RegularExpressions;
using MergeSdk.Sdk.Tests.Harness;
using MergeSdk.TestModels;

namespace MergeSdk.Sdk.Tests;

/// <summary>What <c>dotnet build</c> says it computed and wrote, in each case where less than everything is to be done; the bytes are always a clean build's.</summary>
public partial class IncrementalTests
{
    const string Recipe = "Output = Base + ByName((\"model.layers.1.*\", LAYER1), (\"*\", 0.5)) * (a - Base) + 0.4 * (b - Base);";

    // Model card, lock file and config, which hold the recipe or hashes.
    const long SmallFiles = 20_000;

    [Fact]
    public void Each_change_computes_and_writes_what_it_reaches()
    {
        using var folder = new MergeFolder("incremental").WithMerge(At("0.5"));
        Build(folder).Merged.Should().Be(39);

        Build(folder).Should().Be((0, 0), "nothing changed");

        folder.Write("merge/recipe.csx", "// A comment.\n" + At("0.5"));
        Build(folder).Should().Match<(int Merged, long Bytes)>(build => build.Merged == 0 && build.Bytes < SmallFiles, "a comment computes nothing");

        folder.Write("merge/recipe.csx", At("0.7"));
        var layer = ModelFolder.Read(folder["merge/bin"]).Where(tensor => tensor.Key.StartsWith("model.layers.1.", StringComparison.Ordinal)).ToList();
        var changed = Build(folder);
        changed.Merged.Should().Be(layer.Count);
        changed.Bytes.Should().BeInRange(layer.Sum(tensor => tensor.Value.Bytes.Length) * 95 / 100, layer.Sum(tensor => tensor.Value.Bytes.Length) + SmallFiles);

        // One tensor of an input changes, the others move within their file.
        var donor = ModelFolder.Read(folder["models/a"]);
        var one = donor["model.norm.weight"];
        donor["model.norm.weight"] = one with { Bytes = [.. one.Bytes.Reverse()] };
        ModelFolder.WriteFile(folder["models/a/model.safetensors"], donor.Reverse().ToDictionary());
        Build(folder).Should().Match<(int Merged, long Bytes)>(build => build.Merged == 1 && build.Bytes < one.Bytes.Length + SmallFiles);

        // A fresh checkout: every time stamp is new.
        foreach (var file in folder.Files("").Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(folder[file], DateTime.UtcNow.AddMinutes(1));
        Build(folder).Should().Be((0, 0), "contents are what they were");

        // An output with a damaged byte, then without one of its files.
        using (var output = File.OpenWrite(folder["merge/bin/model.safetensors"]))
        {
            output.Position = output.Length - 1;
            output.WriteByte(0x55);
        }
        Build(folder).Merged.Should().Be(1);
        File.Delete(folder["merge/bin/config.json"]);
        Build(folder).Merged.Should().Be(0);

        var incremental = Bytes(folder);
        folder.Dotnet("clean -v:m").ShouldSucceed();
        Build(folder).Merged.Should().Be(39);
        Bytes(folder).Should().BeEquivalentTo(incremental);
    }

    static string At(string layer1) => Recipe.Replace("LAYER1", layer1, StringComparison.Ordinal);

    static Dictionary<string, string> Bytes(MergeFolder folder) =>
        folder.Files("merge/bin").ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder[$"merge/bin/{file}"]))));

    /// <summary>Builds and reads the summary: tensors computed, bytes written.</summary>
    static (int Merged, long Bytes) Build(MergeFolder folder)
    {
        var result = folder.Build().ShouldSucceed();
        var summary = Summary().Match(result.Output);
        if (!summary.Success)
        {
            result.ShouldSay("39 up to date)");
            return (0, 0);
        }
        var factor = summary.Groups["unit"].Value switch { "bytes" => 1, "kB" => 1e3, "MB" => 1e6, _ => 1e9 };
        return (int.Parse(summary.Groups["merged"].Value, CultureInfo.InvariantCulture), (long)(double.Parse(summary.Groups["size"].Value, CultureInfo.InvariantCulture) * factor));
    }

    [GeneratedRegex(@"(?<merged>\d+) merged, \d+ up to date, (?<size>[\d.]+) (?<unit>bytes|kB|MB|GB) written")]
    private static partial Regex Summary();
}
