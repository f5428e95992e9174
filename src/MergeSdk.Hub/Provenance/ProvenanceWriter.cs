using System.Security.Cryptography;
using MergeSdk.Build;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Files;
using MergeSdk.Graph.Plans;
using MergeSdk.Hub.Licenses;
using MergeSdk.Tensors;

namespace MergeSdk.Hub.Provenance;

/// <summary>
/// Writes the provenance of a published artifact. The same inputs, recipe and version give the same bytes: there are no times, no paths and no random numbers.
/// </summary>
sealed class ProvenanceWriter(MergeRequest request, CancellationToken cancellation) : IProvenance
{
    /// <summary>Small files of a parent that are read wherever they are. Of the base, every file that is copied is read besides.</summary>
    static readonly string[] s_read = ["README.md", "config.json", "adapter_config.json", LockFile.Name];

    // Most builds need none.
    readonly Lazy<FileDigests> _digests = new(() => FileDigests.Load(Path.Combine(request.StateFolder, "merge.sha256"), request.Workers, cancellation));

    FileDigests Digests => _digests.Value;

    public void Dispose()
    {
        if (_digests.IsValueCreated)
            Digests.Dispose();
    }

    public void StartInputs()
    {
        foreach (var model in request.Plan.Models)
        {
            foreach (var file in request.Checkpoints[model.Name].Files)
                Digests.Start(Key(model, file.Path), file.Path);
        }
    }

    public void StartOutput(string file, string path) => Digests.Start(OutputKey(file), path);

    public long Write(IEnumerable<string> files)
    {
        var written = 0L;
        foreach (var (path, content) in Documents(files))
            written += DurableFile.ReplaceIfDifferent(path, content) ? content.Length : 0;
        return written;
    }

    public void RemoveStale(IEnumerable<string> files)
    {
        if (!ProvenanceFiles.Names.Any(name => File.Exists(PathOf(name))))
            return;
        var documents = Documents(files);
        if (documents.TrueForAll(document => DurableFile.HasContent(document.Path, document.Content)))
            return;
        foreach (var (path, _) in documents)
            File.Delete(path);
    }

    List<(string Path, byte[] Content)> Documents(IEnumerable<string> files)
    {
        var parents = request.Plan.Models.Select(Parent).ToList();
        var assemblies = request.Assemblies.Select(path => SmallFile(path)).Order(Comparer<DigestedFile>.Create(Compare)).ToList();
        var outputs = files
            .Order(StringComparer.Ordinal)
            .Select(name => name.EndsWith(".safetensors", StringComparison.Ordinal) ? new DigestedFile(name, Digests.Of(OutputKey(name), PathOf(name))) : SmallFile(PathOf(name)))
            .ToList();
        Digests.Save();

        var billOfMaterials = CycloneDxBom.Write(request.Plan.Name, parents, outputs);
        outputs.Add(new DigestedFile(ProvenanceFiles.BillOfMaterials, Convert.ToHexStringLower(SHA256.HashData(billOfMaterials))));
        var statement = SlsaStatement.Write(request, parents, assemblies, outputs);
        return [(PathOf(ProvenanceFiles.BillOfMaterials), billOfMaterials), (PathOf(ProvenanceFiles.Statement), statement)];
    }

    DigestedModel Parent(PlannedModel model)
    {
        var checkpoint = request.Checkpoints[model.Name];
        var small = s_read.Select(name => Path.Combine(checkpoint.Folder, name)).Append(checkpoint.IndexPath).OfType<string>().Where(File.Exists);
        if (model.Name == request.Plan.Files.Base)
            small = small.Union(SmallFiles.CopiedFiles(checkpoint.Folder));
        return new DigestedModel(
            model.Name,
            model.Id,
            StatedLicense.Of(checkpoint.Folder),
            [.. checkpoint.Files.Select(file => new DigestedFile(Path.GetFileName(file.Path), Digests.Of(Key(model, file.Path), file.Path)))
                .Concat(small.DistinctBy(path => Path.GetFileName(path)).Select(SmallFile)).Order(Comparer<DigestedFile>.Create(Compare))]);
    }

    string PathOf(string file) => Path.Combine(request.OutputFolder, file);

    static int Compare(DigestedFile x, DigestedFile y) => string.CompareOrdinal(x.Name, y.Name) is not 0 and var order ? order : string.CompareOrdinal(x.Sha256, y.Sha256);

    static DigestedFile SmallFile(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return new DigestedFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    static string Key(PlannedModel model, string path) => $"{model.Path}/{Path.GetFileName(path)}";

    static string OutputKey(string file) => $"bin/{file}";
}
