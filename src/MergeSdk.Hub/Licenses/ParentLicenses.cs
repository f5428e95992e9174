using MergeSdk.Build;

namespace MergeSdk.Hub.Licenses;

/// <summary>What the licenses that a merge's parents state have to do with one another and with the merge's name. Advice, not law.</summary>
static class ParentLicenses
{
    /// <summary>The warnings of a build.</summary>
    public static IReadOnlyList<Diagnostic> Check(MergeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var parents = request.Plan.Models.Select(model => (model.Id, request.Checkpoints[model.Name].Folder))
            .Select(model => (model.Id, model.Folder, License: StatedLicense.Of(model.Folder)))
            .Where(model => model.License is not null)
            .Select(model => (model.Id, model.Folder, model.License!.Key))
            .ToList();
        return [.. Terms(parents), .. Names(request.Plan.Name, parents)];
    }

    static IEnumerable<Diagnostic> Terms(List<(string Id, string Folder, string Key)> parents)
    {
        var different = parents.DistinctBy(parent => parent.Key).ToList();
        if (different.Count < 2)
            return [];
        var strict = different.Find(parent => KnownLicenses.IsNonCommercial(parent.Key));
        var permissive = different.Find(parent => KnownLicenses.IsPermissive(parent.Key));
        return strict.Key is not null && permissive.Key is not null
            ? [Warning(
                DiagnosticCodes.LicenseNonCommercial,
                strict.Folder,
                $"'{strict.Id}' states the license {strict.Key}, which as a rule forbids commercial use, and '{permissive.Id}' states {permissive.Key}, which allows it. A merge is derived from all its parents: do not offer it under {permissive.Key} before you have read both")]
            : [Warning(
                DiagnosticCodes.LicensesDiffer,
                different[1].Folder,
                $"the parents state different licenses ({string.Join(", ", different.Select(parent => $"'{parent.Id}': {parent.Key}"))}), so the model card states none. Read them, and write into the published card what applies")];
    }

    static IEnumerable<Diagnostic> Names(string name, List<(string Id, string Folder, string Key)> parents) => parents
        .DistinctBy(parent => parent.Key)
        .Where(parent => KnownLicenses.NamePrefix(parent.Key) is { } prefix && !StartsWith(name, prefix))
        .Select(parent => Warning(
            DiagnosticCodes.LicenseNaming,
            parent.Folder,
            $"'{parent.Id}' states the license {parent.Key}, by which the name of a distributed model made with it begins with \"{KnownLicenses.NamePrefix(parent.Key)}\"; this one is called '{name}'. Read the license before you publish, and rename the model (the project, or --name)"));

    /// <summary>Names on hubs have hyphens for spaces.</summary>
    static bool StartsWith(string name, string prefix) =>
        name.Replace('-', ' ').Replace('_', ' ').StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(prefix.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    static Diagnostic Warning(string code, string folder, string message) =>
        new(Severity.Warning, code, message, new SourcePosition(Path.Combine(folder, "README.md")));
}
