using System.CommandLine.Parsing;
using MergeSdk.Tensors;

namespace MergeSdk.Tool;

/// <summary>The argument that names a recipe: what people give in its place is told by its kind.</summary>
static class RecipeArgument
{
    /// <exception cref="MergeException">It is a folder, or a file of another kind.</exception>
    public static void Check(string argument)
    {
        if (Directory.Exists(argument))
            throw new MergeException(DiagnosticCodes.RecipeIsFolder, $"this is a folder; {InFolder(argument)}", new SourcePosition(argument));
        var advice = Path.GetExtension(argument).ToLowerInvariant() switch
        {
            ".mergeproj" => $"this is a project; build it with dotnet build {argument}, or give its recipe, such as recipe.csx",
            ".csproj" or ".sln" or ".slnx" => "this is no recipe but a project of .NET; give a C# script, such as recipe.csx",
            ".yml" or ".yaml" => $"this is no recipe but a configuration of mergekit; turn it into one with mergesdk import {argument}",
            ".safetensors" or ".gguf" or ".bin" or ".pt" or ".pth" => "this is no recipe but a file of weights; give a C# script, such as recipe.csx, and the models' folders with --model",
            _ => null,
        };
        if (advice is not null)
            throw new MergeException(DiagnosticCodes.RecipeOfOtherKind, advice, new SourcePosition(argument));
    }

    /// <summary>Takes what looks like an option for one, and says so.</summary>
    public static void RefuseOption(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: ['-', ..] and var text }] && result.Parent is CommandResult { Command: var command })
            result.AddError($"{command.Name} has no option {text}{Spelling.Suggestion(text, command.Options.Select(option => option.Name))}");
    }

    static string InFolder(string folder)
    {
        var recipes = Directory.EnumerateFiles(folder, "*.csx").Order(StringComparer.Ordinal).ToArray();
        var projects = Directory.EnumerateFiles(folder, "*.mergeproj").Order(StringComparer.Ordinal).ToArray();
        return (recipes, projects) switch
        {
            (_, [var project, ..]) => $"build its project with dotnet build {project}, or give a recipe{(recipes is [var beside, ..] ? $": {beside}" : "")}",
            ([_, ..], _) => $"give a recipe in it: {Examples.Of(recipes)}",
            _ => "it has no recipe, a C# script such as recipe.csx",
        };
    }
}
