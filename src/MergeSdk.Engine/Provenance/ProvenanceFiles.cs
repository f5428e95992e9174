namespace MergeSdk.Engine.Provenance;

/// <summary>The files beside the weights that say where they come from.</summary>
static class ProvenanceFiles
{
    /// <summary>An in-toto statement with SLSA provenance.</summary>
    public const string Statement = "merge.provenance.json";

    /// <summary>A CycloneDX bill of materials.</summary>
    public const string BillOfMaterials = "merge.cdx.json";

    /// <summary>Both. They are made from the finished artifact, so they are not among its files in the lock file.</summary>
    public static IReadOnlyList<string> Names { get; } = [Statement, BillOfMaterials];
}

/// <summary>A file by name and content.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
readonly record struct DigestedFile(string Name, string Sha256);

/// <summary>A parent of a merge with all files that were read.</summary>
/// <param name="Name">Its variable in the recipe.</param>
/// <param name="Id">What the model card calls it.</param>
/// <param name="License">The license it states.</param>
/// <param name="Files">The files, in order of names.</param>
sealed record DigestedModel(string Name, string Id, Licenses.StatedLicense? License, IReadOnlyList<DigestedFile> Files);
