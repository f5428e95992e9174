namespace MergeSdk.Hub.Provenance;

/// <summary>A parent of a merge with all files that were read.</summary>
/// <param name="Name">Its variable in the recipe.</param>
/// <param name="Id">What the model card calls it.</param>
/// <param name="License">The license it states.</param>
/// <param name="Files">The files, in order of names.</param>
sealed record DigestedModel(string Name, string Id, Licenses.StatedLicense? License, IReadOnlyList<DigestedFile> Files);
