namespace MergeSdk.Hub.Provenance;

/// <summary>A file by name and content.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
readonly record struct DigestedFile(string Name, string Sha256);
