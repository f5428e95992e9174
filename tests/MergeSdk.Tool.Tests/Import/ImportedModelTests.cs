using System.Text.RegularExpressions;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests.Import;

/// <summary>The configurations that the reference merged, imported, built and compared with what it wrote.</summary>
public sealed partial class ImportedModelTests
{
    /// <summary>All but those of bert-linear, whose second model is not there, and sce, where the reference's numbers are not what its paper says.</summary>
    public static TheoryData<string> Cases => new(Directory.EnumerateFiles(Repository.Golden("mergekit"), "config.yml", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Golden("mergekit"), Path.GetDirectoryName(path)!).Replace('\\', '/'))
        .Where(golden => golden.Split('/')[0] is not ("bert-linear" or "sce"))
        .Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void An_imported_merge_equals_the_references(string golden)
    {
        var yaml = Reference().Replace(File.ReadAllText(Repository.Golden("mergekit", golden, "config.yml")), match => Folder(match.Groups[1].Value));
        using var folder = new ImportFolder();
        var (exitCode, messages) = folder.Import(yaml);
        exitCode.Should().Be(0, string.Join('\n', messages));
        messages.Should().BeEmpty();

        ReferenceDigest.Check(folder.Build(), golden);
    }

    /// <summary>The reference gives all task vectors the same weight as soon as Σ mean(τᵢ²) is below 1e-6, which real ones are; so the formula is the judge.</summary>
    [Fact]
    public void An_imported_sce_is_its_formula()
    {
        var yaml = Reference().Replace(File.ReadAllText(Repository.Golden("mergekit", "sce/f32", "config.yml")), match => Folder(match.Groups[1].Value));
        using var folder = new ImportFolder();
        folder.Import(yaml).ExitCode.Should().Be(0);
        var merged = folder.Build();

        var models = new[] { "base", "code", "french", "prose" }.Select(name => ModelFolder.Read(Repository.Model(name))).ToList();
        foreach (var (name, tensor) in merged)
        {
            var expected = Sce(models[0][name].ToDoubles(), [.. models.Skip(1).Select(model => model[name].ToDoubles())], selectTopK: 0.5);
            tensor.ToDoubles().Zip(expected, (actual, exact) => Math.Abs(actual - exact)).Where(difference => difference > ReferenceDigest.Tolerance).Should().BeEmpty(name);
        }
    }

    /// <summary>In float64, but for the variances: many are equal but for rounding, and which of them are kept changes the weights.</summary>
    static double[] Sce(double[] start, double[][] models, double selectTopK)
    {
        var vectors = models.Select(model => model.Zip(start, (x, b) => (float)(x - b)).ToArray()).ToArray();
        float Variance(int i)
        {
            var mean = vectors.Aggregate(0f, (sum, vector) => sum + vector[i]) / vectors.Length;
            return vectors.Aggregate(0f, (sum, vector) => sum + ((vector[i] - mean) * (vector[i] - mean))) / vectors.Length;
        }
        var variances = Enumerable.Range(0, start.Length).Select(Variance).ToArray();
        var order = Enumerable.Range(0, start.Length).Where(i => variances[i] > 0).OrderByDescending(i => variances[i]).ToList();
        var kept = order.Take((int)(order.Count * selectTopK)).ToHashSet();
        var weights = vectors.Select(vector => kept.Sum(i => (double)vector[i] * vector[i])).ToArray();
        return [.. start.Select((b, i) =>
        {
            var sign = vectors.Sum(vector => (double)vector[i]) >= 0 ? 1 : -1;
            var agreed = kept.Contains(i) ? Enumerable.Range(0, vectors.Length).Where(donor => Math.Sign(vectors[donor][i]) == sign).ToList() : [];
            var divisor = agreed.Sum(donor => weights[donor] / weights.Sum());
            return b + (agreed.Sum(donor => weights[donor] / weights.Sum() * vectors[donor][i]) / Math.Max(divisor, 1e-6));
        })];
    }

    static string Folder(string model)
    {
        var folders = new[] { Repository.Model(model), Repository.Golden("models", model), Path.Combine(Repository.Root, "..", "shared", "golden", "models", model) };
        var folder = Array.Find(folders, Directory.Exists);
        Skip.If(folder is null, $"The model {model} (2 MB) is not part of the repository.");
        return Path.GetFullPath(folder);
    }

    [GeneratedRegex("models/([a-z0-9-]+)")]
    private static partial Regex Reference();
}
