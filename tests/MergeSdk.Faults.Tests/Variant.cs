namespace MergeSdk.Faults.Tests;

/// <summary>A way to build the one project of these tests: all variants read the same models by the same recipe.</summary>
/// <param name="Name">The model's name, which is in its model card.</param>
/// <param name="Weight">The weight of two of the six tensors.</param>
/// <param name="MaxShardSize">Decides how many weight files there are and what is in which.</param>
sealed record Variant(string Name, string Weight, string MaxShardSize)
{
    /// <summary>Two weight files of three tensors each.</summary>
    public static readonly Variant Old = new("old", "0.25", "60KB");

    /// <summary>As <see cref="Old"/>, with another value in a tensor of each file: both files are patched in place.</summary>
    public static readonly Variant Patched = new("patched", "0.75", "60KB");

    /// <summary>Files of the same names as <see cref="Old"/>, with four tensors and two.</summary>
    public static readonly Variant Resharded = new("resharded", "0.25", "80KB");

    /// <summary>One weight file, without an index.</summary>
    public static readonly Variant Single = new("single", "0.75", "5GB");

    public static readonly IReadOnlyList<Variant> All = [Old, Patched, Resharded, Single];

    public static Variant Named(string name) => All.Single(variant => variant.Name == name);

    public override string ToString() => Name;
}
