using System.Collections.Concurrent;

namespace MergeSdk.Faults.Tests;

/// <summary>What a build of a variant leaves that nothing disturbed: the measure of all others.</summary>
/// <param name="Artifact">The artifact's files.</param>
/// <param name="Project">All files' names, those of the state included.</param>
/// <param name="Tensors">The model, as an independent reader has it.</param>
/// <param name="Records">The lines of the state about finished tensors, by tensor.</param>
sealed record CleanBuild(
    IReadOnlyDictionary<string, byte[]> Artifact,
    IReadOnlyList<string> Project,
    IReadOnlyDictionary<string, PlainTensor> Tensors,
    IReadOnlyDictionary<string, string> Records)
{
    static readonly ConcurrentDictionary<(Variant, int), Lazy<CleanBuild>> s_builds = [];

    public static CleanBuild Of(Variant variant, int scale) => s_builds.GetOrAdd((variant, scale), _ => new(() => Make(variant, scale))).Value;

    static CleanBuild Make(Variant variant, int scale)
    {
        using var project = new FaultProject(scale);
        project.Build(variant).ShouldSucceed();
        return new CleanBuild(project.Artifact(), project.FileNames(), ModelFolder.Read(project.Output), project.Records());
    }
}
