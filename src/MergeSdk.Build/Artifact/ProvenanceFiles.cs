namespace MergeSdk.Build.Artifact;

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
