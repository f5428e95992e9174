using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using MergeSdk.Tensors;

namespace MergeSdk.Tasks;

/// <summary>A name in a project that means nothing.</summary>
/// <param name="code">The code of the warning.</param>
/// <param name="message">What is wrong with it.</param>
/// <param name="place">Where it is; null if it is not in the project file.</param>
sealed class UnknownName(string code, string message, IXmlLineInfo? place)
{
    public string Code => code;

    public string Message => message;

    public IXmlLineInfo? Place => place;
}

/// <summary>
/// Finds names that MSBuild takes without a word and that nothing reads: properties and items that begin as the SDK's do or are spelled nearly so, and metadata of
/// models. A name that the project itself reads is its own.
/// </summary>
static class ProjectNames
{
    /// <summary>The properties of merging that a project may set. A test compares them with the package's props and targets.</summary>
    public static readonly string[] Properties =
    [
        "MergeRecipe", "MergeLockFile", "MergeLocked", "MaxShardSize", "MergeThreads", "MergeMemoryLimit", "MergeNonFinite", "MergeProvenance", "MergeVerifyRebuild",
        "EnableDefaultMergeItems", "MergePublishLink", "MergeDependsOn", "MergeToolPath", "MergeTasksAssembly",
    ];

    /// <summary>The SDK's items. A test compares them with the package's targets.</summary>
    public static readonly string[] Items =
        ["Model", "Adapter", "MergeRecipeFile", "MergeReferencedModel", "MergeReference", "MergeNativeLibrary", "MergedFile", "MergeProjectOutput"];

    /// <summary>The metadata of models and adapters. A test compares them with what is written to the request.</summary>
    public static readonly string[] Metadata = ["Name", "Id"];

    static readonly string[] s_itemAttributes =
    [
        "Include", "Exclude", "Remove", "Update", "Condition", "Label", "KeepMetadata", "RemoveMetadata", "KeepDuplicates", "MatchOnMetadata", "MatchOnMetadataOptions",
        "Visible", "Link",
    ];

    /// <summary>The names that mean nothing, in the order of the file, then those given from outside.</summary>
    /// <param name="project">The text of the project file.</param>
    /// <param name="fromOutside">Names of properties given by <c>-p:</c>.</param>
    public static IEnumerable<UnknownName> Unknown(string project, IEnumerable<string> fromOutside)
    {
        var document = XDocument.Parse(project, LoadOptions.SetLineInfo);
        foreach (var element in document.Descendants())
        {
            var name = element.Name.LocalName;
            switch (element.Parent?.Name.LocalName)
            {
                case "PropertyGroup" when Property(name, project) is { } message:
                    yield return new UnknownName(TaskDiagnosticCodes.UnknownProperty, message, element);
                    break;
                case "ItemGroup" or "ItemDefinitionGroup" when Item(name, project) is { } message:
                    yield return new UnknownName(TaskDiagnosticCodes.UnknownItem, message, element);
                    break;
                case "ItemGroup" or "ItemDefinitionGroup" when Is(name, "Model") || Is(name, "Adapter"):
                    var attributes = element.Attributes().Where(attribute => !Contains(s_itemAttributes, attribute.Name.LocalName)).Select(attribute => (attribute.Name, (IXmlLineInfo)attribute));
                    foreach (var (metadata, place) in attributes.Concat(element.Elements().Select(child => (child.Name, (IXmlLineInfo)child))))
                    {
                        if (MetadataOf(name, metadata.LocalName, project) is { } message)
                            yield return new UnknownName(TaskDiagnosticCodes.UnknownMetadata, message, place);
                    }
                    break;
            }
        }
        foreach (var name in fromOutside)
        {
            if (Property(name, project) is { } message)
                yield return new UnknownName(TaskDiagnosticCodes.UnknownProperty, message, null);
        }
    }

    static string? Property(string name, string project)
    {
        if (Contains(Properties, name) || Regex.IsMatch(project, $@"\$\({Regex.Escape(name)}\b", RegexOptions.IgnoreCase))
            return null;
        // EnableDefaultItems and its like are of the .NET SDK.
        var suggestion = Spelling.Suggestion(name, Properties.Where(known => !known.StartsWith("EnableDefault", StringComparison.Ordinal)));
        return suggestion.Length > 0 ? $"MergeSdk has no property {name}{suggestion}"
            : IsOurs(name) ? $"MergeSdk has no property {name}, and nothing in this project reads it; remove it, or see the properties in the reference"
            : null;
    }

    static string? Item(string name, string project)
    {
        if (Contains(Items, name) || Regex.IsMatch(project, $@"[@%]\({Regex.Escape(name)}\b", RegexOptions.IgnoreCase))
            return null;
        var suggestion = Spelling.Suggestion(name, Items);
        return suggestion.Length > 0 ? $"MergeSdk has no item {name}{suggestion}"
            : IsOurs(name) ? $"MergeSdk has no item {name}, and nothing in this project reads it; its inputs are items Model, Adapter and ProjectReference"
            : null;
    }

    static string? MetadataOf(string item, string name, string project) =>
        Contains(Metadata, name) || Regex.IsMatch(project, $@"%\((?:\w+\.)?{Regex.Escape(name)}\)", RegexOptions.IgnoreCase) ? null
        : Spelling.Suggestion(name, Metadata) is { Length: > 0 } suggestion ? $"the item {item} has no metadata {name}{suggestion}"
        : $"the item {item} has no metadata {name}; it has {string.Join(" and ", Metadata)}";

    static bool IsOurs(string name) => name.StartsWith("Merge", StringComparison.OrdinalIgnoreCase);

    // MSBuild does not distinguish capital and small letters either.
    static bool Contains(string[] names, string name) => Array.Exists(names, known => Is(known, name));

    static bool Is(string first, string second) => first.Equals(second, StringComparison.OrdinalIgnoreCase);
}
