using MergeSdk.Graph;

namespace MergeSdk.Tool.Import;

/// <summary>Several merges in one file, of which some are models of others.</summary>
static class ImportDocuments
{
    /// <summary>
    /// Where each merge's project goes: the one without a name into the folder itself, the others into folders of their names. A name that occurs twice is reported, and no
    /// name twice.
    /// </summary>
    public static Dictionary<MergekitConfig, string> ProjectFiles(IReadOnlyList<MergekitConfig> configs, string folder, ImportMessages messages)
    {
        var files = new Dictionary<MergekitConfig, string>(ReferenceEqualityComparer.Instance);
        foreach (var config in configs)
        {
            var name = config.Name is null ? Path.GetFileName(folder) : FileName(config.Name);
            files[config] = Path.Combine(config.Name is null || configs.Count == 1 ? folder : Path.Combine(folder, name), name + ".mergeproj");
        }
        foreach (var same in configs.GroupBy(config => files[config], StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            var second = same.ElementAt(1);
            messages.Error(
                DiagnosticCodes.ImportDocumentsInvalid, second.Node.Find("name")?.Value ?? second.Node,
                second.Name is null ? "two documents have no name; all but the last merge need one" : $"two documents are named {second.Name}");
        }
        return files;
    }

    /// <summary>The merges, each behind those it needs. A circle is reported.</summary>
    public static IReadOnlyList<MergekitConfig> InOrder(IReadOnlyList<MergekitConfig> configs, IEnumerable<string> names, ImportMessages messages)
    {
        var merges = names.ToHashSet();
        var (order, open) = (new List<MergekitConfig>(), new HashSet<MergekitConfig>(ReferenceEqualityComparer.Instance));
        foreach (var config in configs)
            Visit(config);
        return order;

        void Visit(MergekitConfig config)
        {
            if (order.Contains(config, ReferenceEqualityComparer.Instance))
                return;
            if (!open.Add(config))
            {
                messages.Error(DiagnosticCodes.ImportDocumentsInvalid, config.Node.Find("name")!.Value.Value, $"the merge {config.Name} needs itself: its models lead back to it");
                return;
            }
            foreach (var name in References(config).Where(merges.Contains).Distinct())
                Visit(configs.First(other => other.Name == name));
            open.Remove(config);
            order.Add(config);
        }
    }

    static IEnumerable<string> References(MergekitConfig config) => config.Slices
        .SelectMany(slice => slice.Sources.Select(source => source.Model).Append(slice.BaseModel))
        .Append(config.BaseModel)
        .OfType<ModelReference>()
        .Select(model => model.Path);

    static string FileName(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '_')).TrimStart('.') is { Length: > 0 } file ? file : "merge";
}
