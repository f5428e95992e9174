using System.Globalization;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Files;
using MergeSdk.Compute;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Verification;

/// <summary>
/// Reads all weights of a model folder once, with all threads and memory for a block each, and compares what is there with a lock file and with what numbers
/// of a model can be.
/// </summary>
static class WeightCheck
{
    /// <summary>
    /// Times the root mean square of a tensor, beyond which an element counts as an outlier. Of normally distributed elements two in a billion are. Trained weights
    /// have heavier tails: the count is for comparing a merge with its parents, not a finding.
    /// </summary>
    public const double OutlierFactor = 6;

    /// <summary>The lock file's name in a merged model's folder.</summary>
    public const string LockFileName = LockFile.Name;

    /// <summary>Checks the weights, and with a lock file the small files too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lockFile">The lock file to compare with; null or a path where no file is: none.</param>
    /// <param name="countOutliers">Whether to count outliers, which takes a second pass.</param>
    /// <param name="workers">Threads to work with, at least 1.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <returns>The figures of every tensor in natural order of names, and what is wrong.</returns>
    /// <exception cref="MergeException">A file changed or was truncated while it was read.</exception>
    public static (IReadOnlyList<TensorFigures> Tensors, IReadOnlyList<Diagnostic> Diagnostics) Run(
        Checkpoint model, string? lockFile, bool countOutliers, int workers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        var tensors = Scan(model, countOutliers, workers, cancellation);
        var diagnostics = new List<Diagnostic>();
        if (File.Exists(lockFile))
            diagnostics.AddRange(LockCheck.Compare(model, lockFile, tensors));
        diagnostics.AddRange(tensors.Where(tensor => tensor.NonFinite > 0).Select(NonFinite).First3());
        diagnostics.AddRange(tensors.Where(tensor => tensor.BeyondFloat16 > 0).Select(TooLarge).First3());
        return (tensors, diagnostics);
    }

    static List<TensorFigures> Scan(Checkpoint model, bool countOutliers, int workers, CancellationToken cancellation)
    {
        var handles = new Dictionary<string, SafeFileHandle>();
        var identities = model.Files.Select(file => (file.Path, FileIdentity.Of(file.Path))).ToList();
        var figures = new TensorFigures[model.Tensors.Count];
        try
        {
            foreach (var file in model.Files)
                handles.Add(file.Path, FileBytes.Open(file.Path));
            var ordered = model.Tensors.Values.Select((stored, index) => (Stored: stored, Index: index)).ToList();
            new WorkerPool(workers, cancellation).ForEach(ordered, item => CopyBlock.Count(item.Stored.ByteCount), (item, forEachBlock) =>
            {
                var scan = new ContentScan(item.Stored.Info.DType, item.Stored.ByteCount);
                var input = new InputTensor(item.Stored, handles[item.Stored.File.Path], known: null, scan, new MergeProgress());
                figures[item.Index] = new TensorScan(input).Run(countOutliers, forEachBlock);
            });
        }
        finally
        {
            foreach (var handle in handles.Values)
                handle.Dispose();
        }
        foreach (var (path, identity) in identities)
        {
            if (FileIdentity.Of(path) != identity)
                throw new MergeException(DiagnosticCodes.InputChanged, "the file changed while it was read. Check it when nothing writes to it.", new SourcePosition(path));
        }
        return [.. figures.OrderBy(tensor => tensor.Stored.Info.Name, NaturalComparer.Instance)];
    }

    static Diagnostic NonFinite(TensorFigures tensor) => Warning(DiagnosticCodes.VerifyNonFinite, tensor, string.Create(
        CultureInfo.InvariantCulture,
        $"{tensor.NonFinite} of {tensor.Stored.Info.Shape.ElementCount} elements are NaN or infinite, the first at index {tensor.FirstNonFinite}; what a model computes with them is NaN. Find the input that has them, or merge in float32"));

    static Diagnostic TooLarge(TensorFigures tensor) => Warning(DiagnosticCodes.VerifyTooLarge, tensor, string.Create(
        CultureInfo.InvariantCulture,
        $"{tensor.BeyondFloat16} of {tensor.Stored.Info.Shape.ElementCount} elements are larger in magnitude than 65504, the largest float16; weights of trained models are not. Compare with the inputs: a damaged download or too large factors are the usual causes"));

    static Diagnostic Warning(string code, TensorFigures tensor, string message) =>
        new(Severity.Warning, code, $"tensor '{tensor.Stored.Info.Name}': {message}", new SourcePosition(tensor.Stored.File.Path));
}
