namespace MergeSdk;

/// <summary>
/// Every code MergeSdk reports, in one place: 1xxx model files, 2xxx recipes, 3xxx plans, 4xxx merging and writing, 5xxx projects and the command line.
/// <c>docs/errors.md</c> explains each; a test keeps the two in step. A code is never reused for another meaning.
/// </summary>
public static class DiagnosticCodes
{
}
