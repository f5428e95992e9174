namespace MergeSdk.Tool.Hub;

/// <summary>
/// The cache in which the tools of Hugging Face keep what they downloaded: <c>models--org--name/snapshots/COMMIT</c> has a revision's files, <c>refs/main</c> the
/// commit of a branch or tag. It is read and never written to, and nothing is asked of the network.
/// </summary>
static class HubCache
{
    /// <summary>The cache's folder, found as those tools find it.</summary>
    public static string Folder =>
        Variable("HF_HUB_CACHE") ?? Variable("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(
            Variable("HF_HOME") ?? Path.Combine(
                Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface"),
            "hub");

    /// <summary>Finds a model's files.</summary>
    /// <returns>The folder with the files, the commit that they are of, and the file that says so; null if there are none.</returns>
    public static (string Folder, string Commit, string? Reference)? Find(HubModel model)
    {
        var repository = Path.Combine(Folder, $"models--{model.Repository.Replace("/", "--", StringComparison.Ordinal)}");
        var reference = Path.Combine([repository, "refs", .. (model.Revision ?? "main").Split('/')]);
        if (File.Exists(reference))
        {
            var commit = File.ReadAllText(reference).Trim();
            var folder = Path.Combine(repository, "snapshots", commit);
            return commit.Length > 0 && Directory.Exists(folder) ? (folder, commit, reference) : null;
        }
        var snapshot = Path.Combine(repository, "snapshots", model.Revision ?? "main");
        return Directory.Exists(snapshot) ? (snapshot, model.Revision ?? "main", null) : null;
    }

    /// <summary>As <see cref="Find"/>, for a model without which nothing can be done.</summary>
    /// <exception cref="MergeException">It is not in the cache.</exception>
    public static (string Folder, string Commit, string? Reference) Require(HubModel model, SourcePosition project) => Find(model) ?? throw new MergeException(
        DiagnosticCodes.HubModelMissing,
        $"the model {model.Repository}{(model.Revision is null ? "" : $" at {model.Revision}")} is not in the Hugging Face cache ({Folder}). Download it: {model.DownloadCommand()}",
        project);

    static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? ExpandHome(value) : null;

    static string ExpandHome(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..] : path;
}
