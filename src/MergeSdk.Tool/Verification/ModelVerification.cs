using System.Diagnostics;
using System.Globalization;
using MergeSdk.Build.Verification;
using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>Checks a model folder, merged or not: weights, configuration, tokenizer. Reports what it finds and a line that sums it up.</summary>
static class ModelVerification
{
    /// <summary>Checks what a project has built against the lock file beside the project, which somebody may have committed; else against that in the artifact.</summary>
    public static void OfProject(MergeProject project, bool rebuild, Output output, int workers, string memoryLimit, CancellationToken cancellation)
    {
        // MSBuild has made the folder, whether there is a model or not.
        if (!Directory.Exists(project.Output) || !Directory.EnumerateFiles(project.Output).Any())
            throw new MergeException(DiagnosticCodes.NoModelInFolder, $"there is no merged model in {project.Output} to verify. Build the project first", new SourcePosition(project.Project));
        var lockFile = File.Exists(project.Lock) ? project.Lock : Path.Combine(project.Output, WeightCheck.LockFileName);
        Run(project.Output, lockFile, statistics: false, output, workers, cancellation);
        if (rebuild)
            new RebuildCheck(project, output, workers, memoryLimit).Run(cancellation);
    }

    /// <summary>Checks any model's folder.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="lockFile">The lock file to compare with; there need be none.</param>
    /// <param name="statistics">Whether to print a table of every tensor's figures.</param>
    /// <param name="output">Where findings go.</param>
    /// <param name="workers">Threads to work with.</param>
    /// <param name="cancellation">Stops the check.</param>
    public static void Run(string folder, string lockFile, bool statistics, Output output, int workers, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var model = Checkpoint.Open(folder, output.Report);
        var (tensors, findings) = WeightCheck.Run(model, lockFile, statistics, workers, cancellation);
        var config = ModelConfig.Read(folder, output.Report);
        var embeddingRows = Embeddings.Of(model).Select(embedding => embedding.Info.Shape[0]).DefaultIfEmpty(long.MaxValue).Min();
        var vocabulary = Vocabulary.Read(folder, output.Report);
        foreach (var diagnostic in findings
            .Concat(config is null ? [] : new ConfigCheck(config, tensors, Path.Join(folder, "config.json")).Run())
            .Concat(vocabulary is null ? [] : TokenizerCheck.Run(vocabulary, embeddingRows))
            .Concat(new SpecialTokenCheck(folder, vocabulary, embeddingRows).Run()))
        {
            output.Report(diagnostic);
        }
        if (statistics)
            output.Important(StatisticsTable(tensors));

        var bytes = tensors.Sum(tensor => tensor.Stored.ByteCount);
        output.Important(string.Create(
            CultureInfo.InvariantCulture,
            $"{folder}: {tensors.Count} tensors, {Sizes.Format(bytes)} {(File.Exists(lockFile) ? $"compared with {lockFile}" : "read; there is no lock file to compare with")}: {Count(Severity.Error, "error")}, {Count(Severity.Warning, "warning")} in {clock.Elapsed.TotalSeconds:0.0} s"));

        string Count(Severity severity, string noun)
        {
            var count = output.Diagnostics.Count(diagnostic => diagnostic.Severity == severity);
            return string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
        }
    }

    static IEnumerable<string> StatisticsTable(IReadOnlyList<TensorFigures> tensors) => TextTable.Lines(
        ["tensor", "shape", "dtype", "root mean square", $"beyond {WeightCheck.OutlierFactor.ToString(CultureInfo.InvariantCulture)} times that", "not finite", "content"],
        tensors.Select(tensor => (string[])[
            tensor.Stored.Info.Name,
            tensor.Stored.Info.Shape.ToString(),
            tensor.Stored.Info.DType.Code(),
            tensor.Stored.Info.DType.IsArithmetic() ? tensor.RootMeanSquare.ToString("0.000e+0", CultureInfo.InvariantCulture) : "",
            tensor.Outliers?.ToString(CultureInfo.InvariantCulture) ?? "",
            tensor.Stored.Info.DType.IsArithmetic() ? tensor.NonFinite.ToString(CultureInfo.InvariantCulture) : "",
            tensor.Content.ToString()]));
}
