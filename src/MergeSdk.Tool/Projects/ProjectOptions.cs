using System.CommandLine;
using MergeSdk.Tool.Hub;

namespace MergeSdk.Tool;

/// <summary>The options that say what a merge is made of, for every command that takes a recipe.</summary>
sealed class ProjectOptions
{
    readonly Option<string[]> _models = Inputs("--model", "A model, as name=folder, or as a folder that gives the name; hf:org/name is a folder of the Hugging Face cache. May be repeated.");
    readonly Option<string[]> _adapters = Inputs("--adapter", "A PEFT LoRA adapter, likewise. May be repeated.");
    readonly Option<string[]> _references = new("--reference") { Description = "An assembly the recipe uses. May be repeated.", AllowMultipleArgumentsPerToken = false };
    readonly Option<string[]> _arguments = new("--set") { Description = "A value for one of the recipe's arguments. May be repeated.", HelpName = "name=value" };
    readonly Option<string?> _intermediate = new("--obj") { Description = "The folder for plan and incremental state. Default: obj beside the recipe." };
    readonly Option<string?> _lock = new("--lock") { Description = "The lock file to write. Default: merge.lock.json beside the recipe." };
    readonly Option<string?> _title = new("--name") { Description = "The merged model's name. Default: the recipe's folder." };
    readonly Option<string> _maxShardSize = new("--max-shard-size") { Description = "Most bytes in a weight file.", DefaultValueFactory = _ => "5GB" };
    readonly Option<string> _nonFinite = new("--non-finite") { Description = "What becomes of NaN and infinities: Error, Warn or Allow.", DefaultValueFactory = _ => "Warn" };
    readonly Option<bool> _locked = new("--locked") { Description = "Fail unless inputs, recipe and result are as merge.lock.json beside the recipe says." };
    readonly Option<bool> _provenance = new("--provenance") { Description = "Write where the merged model comes from beside it, as SLSA provenance and as a CycloneDX bill of materials." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_models, _adapters, _references, _arguments, _intermediate, _title, _maxShardSize, _nonFinite, _locked, _provenance])
            command.Add(option);
    }

    /// <summary>Adds the option that says where the lock file is; <c>verify</c> has one of that name for another.</summary>
    public void AddLockTo(Command command) => command.Add(_lock);

    /// <summary>The project that the arguments describe.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="recipe">The recipe file.</param>
    /// <param name="output">The artifact's folder; null: <c>bin</c> beside the recipe.</param>
    public MergeProject Read(ParseResult arguments, string recipe, string? output)
    {
        RecipeArgument.Check(recipe);
        var path = Path.GetFullPath(recipe);
        var folder = Path.GetDirectoryName(path)!;
        return new MergeProject
        {
            Name = arguments.GetValue(_title) ?? Path.GetFileName(folder),
            Project = path,
            Recipe = path,
            Models = [.. Models(arguments.GetValue(_models), "Model", folder), .. Models(arguments.GetValue(_adapters), "Adapter", folder)],
            References = [.. (arguments.GetValue(_references) ?? []).Select(Path.GetFullPath)],
            Arguments = arguments.GetValue(_arguments) ?? [],
            Output = Path.GetFullPath(output ?? Path.Combine(folder, "bin")),
            Intermediate = Path.GetFullPath(arguments.GetValue(_intermediate) ?? Path.Combine(folder, "obj")),
            Lock = Path.GetFullPath(arguments.GetValue(_lock) ?? Path.Combine(folder, "merge.lock.json")),
            MaxShardSize = arguments.GetValue(_maxShardSize)!,
            NonFinite = arguments.GetValue(_nonFinite)!,
            Provenance = arguments.GetValue(_provenance) ? "true" : "",
            Locked = arguments.GetValue(_locked) ? "true" : "",
        };
    }

    static Option<string[]> Inputs(string name, string description) => new(name) { Description = description, HelpName = "name=folder" };

    static IEnumerable<ProjectModel> Models(string[]? arguments, string kind, string recipeFolder)
    {
        foreach (var argument in arguments ?? [])
        {
            // Without a name, the folder gives it, as in a project file.
            var (name, folder) = argument.Split('=', 2) is [var before, var after] ? (before, after) : ("", argument);
            if (folder.Length == 0 || argument.StartsWith('='))
                throw new MergeException(DiagnosticCodes.ModelArgumentInvalid, $"'{argument}' is neither a folder nor of the form name=folder, such as base=models/base.");
            if (HubModel.IsNamedBy(folder))
            {
                yield return new ProjectModel(name, folder, folder, kind, "");
                continue;
            }
            // The lock file names inputs relative to the recipe, so that it is the same wherever the command was typed.
            var path = Path.GetFullPath(folder);
            yield return new ProjectModel(name, path, Path.GetRelativePath(recipeFolder, path).Replace('\\', '/'), kind, "");
        }
    }
}
