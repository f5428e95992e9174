using System.Text.RegularExpressions;
using System.Xml;
using MergeSdk.Tensors;

namespace MergeSdk.Tasks;

/// <summary>A name in a project that means nothing.</summary>
/// <param name="code">The code of the warning.</param>
/// <param name="message">What is wrong with it.</param>
/// <param name="line">Where it is; 0 if it is not in the project file.</param>
/// <param name="column">Where in the line.</param>
sealed class UnknownName(string code, string message, int line, int column)
{
    public string Code => code;

    public string Message => message;

    public int Line => line;

    public int Column => column;
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
        "MergeRecipe", "MergeArguments", "MergeLockFile", "MergeLocked", "MaxShardSize", "MergeThreads", "MergeMemoryLimit", "MergeNonFinite", "MergeProvenance",
        "MergeVerifyRebuild", "EnableDefaultMergeItems", "MergePublishLink", "MergeDependsOn", "MergeToolPath", "MergeTasksAssembly",
    ];

    /// <summary>The SDK's items. A test compares them with the package's targets.</summary>
    public static readonly string[] Items =
        ["Model", "Adapter", "MergeRecipeFile", "MergeReferencedModel", "MergeReference", "MergeNativeLibrary", "MergedFile", "MergeProjectOutput"];

    /// <summary>The metadata of models and adapters. A test compares them with what is written to the request.</summary>
    public static readonly string[] Metadata = ["Name", "Id", "Revision"];

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
        // A reader and not a document: MSBuild has it warm already, and this is part of every build.
        using var reader = XmlReader.Create(new StringReader(project));
        var place = (IXmlLineInfo)reader;
        // The element itself is at its depth.
        var path = new List<string>();
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            path.RemoveRange(reader.Depth, path.Count - reader.Depth);
            path.Add(reader.LocalName);
            if (Complaint(path, project) is var (code, message))
                yield return new UnknownName(code, message, place.LineNumber, place.LinePosition);
            if (!IsInput(path, path.Count - 1))
                continue;
            while (reader.MoveToNextAttribute())
            {
                if (!Contains(s_itemAttributes, reader.LocalName) && MetadataOf(path[path.Count - 1], reader.LocalName, project) is { } text)
                    yield return new UnknownName(TaskDiagnosticCodes.UnknownMetadata, text, place.LineNumber, place.LinePosition);
            }
        }
        foreach (var name in fromOutside)
        {
            if (Property(name, project) is { } message)
                yield return new UnknownName(TaskDiagnosticCodes.UnknownProperty, message, 0, 0);
        }
    }

    static (string Code, string Message)? Complaint(List<string> path, string project)
    {
        var (parent, name) = (path.Count > 1 ? path[path.Count - 2] : "", path[path.Count - 1]);
        if (parent == "PropertyGroup")
            return Property(name, project) is { } message ? (TaskDiagnosticCodes.UnknownProperty, message) : null;
        if (parent is "ItemGroup" or "ItemDefinitionGroup")
            return Item(name, project) is { } message ? (TaskDiagnosticCodes.UnknownItem, message) : null;
        return IsInput(path, path.Count - 2) && MetadataOf(parent, name, project) is { } text ? (TaskDiagnosticCodes.UnknownMetadata, text) : null;
    }

    /// <summary>Whether an element of the path is an item that is an input.</summary>
    static bool IsInput(List<string> path, int index) =>
        index > 0 && (path[index - 1] is "ItemGroup" or "ItemDefinitionGroup") && (Is(path[index], "Model") || Is(path[index], "Adapter"));

    static string? Property(string name, string project)
    {
        if (Contains(Properties, name))
            return null;
        // EnableDefaultItems and its like are of the .NET SDK.
        var message = Spelling.Suggestion(name, Properties.Where(known => !known.StartsWith("EnableDefault", StringComparison.Ordinal))) is { Length: > 0 } suggestion
            ? $"MergeSdk has no property {name}{suggestion}"
            : IsOurs(name) ? $"MergeSdk has no property {name}, and nothing in this project reads it; remove it, or see the properties in the reference" : null;
        return message is null || IsRead(project, @"\$\(", name) ? null : message;
    }

    static string? Item(string name, string project)
    {
        if (Contains(Items, name))
            return null;
        var message = Spelling.Suggestion(name, Items) is { Length: > 0 } suggestion
            ? $"MergeSdk has no item {name}{suggestion}"
            : IsOurs(name) ? $"MergeSdk has no item {name}, and nothing in this project reads it; its inputs are items Model, Adapter and ProjectReference" : null;
        return message is null || IsRead(project, @"[@%]\(", name) ? null : message;
    }

    static string? MetadataOf(string item, string name, string project)
    {
        if (Contains(Metadata, name))
            return null;
        var remedy = Spelling.Suggestion(name, Metadata) is { Length: > 0 } suggestion ? suggestion : $"; it has {string.Join(", ", Metadata)}";
        return IsRead(project, @"%\((?:\w+\.)?", name) ? null : $"the item {item} has no metadata {name}{remedy}";
    }

    static bool IsRead(string project, string before, string name) => Regex.IsMatch(project, $@"{before}{Regex.Escape(name)}\b", RegexOptions.IgnoreCase);

    static bool IsOurs(string name) => name.StartsWith("Merge", StringComparison.OrdinalIgnoreCase);

    // MSBuild does not distinguish capital and small letters either.
    static bool Contains(string[] names, string name) => Array.Exists(names, known => Is(known, name));

    static bool Is(string first, string second) => first.Equals(second, StringComparison.OrdinalIgnoreCase);
}
