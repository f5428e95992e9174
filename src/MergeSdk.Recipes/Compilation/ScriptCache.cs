using System.Runtime.InteropServices;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// Keeps a compiled recipe in a file, so that a build whose recipe is as it was does without the compiler. What the recipe was compiled from decides: its files' texts,
/// the assemblies it can use, the names and kinds of the project's models, and this program. The recipe itself runs every time, and so sees every other change.
/// </summary>
/// <remarks>The file is the hash of what comes after it, what decides, and the recipe: whatever is not as it was written counts as not there.</remarks>
sealed class ScriptCache(RecipeRequest request, string recipePath, IReadOnlyList<RecipeAssembly> references)
{
    /// <summary>The recipe as it was compiled before; null if it must be compiled.</summary>
    public CompiledScript? Read()
    {
        if (request.CacheFile is null || !File.Exists(request.CacheFile))
            return null;
        try
        {
            var content = File.ReadAllBytes(request.CacheFile);
            if (content.Length < ContentHash.Bytes || XxHash3.Hash128(content.AsSpan(ContentHash.Bytes)) != ContentHash.Read(content))
                return null;
            using var reader = new BinaryReader(new MemoryStream(content, ContentHash.Bytes, content.Length - ContentHash.Bytes));
            if (reader.ReadString() != Origin())
                return null;
            var script = CompiledScript.Read(reader);
            return script.Sources.All(source => source.IsCurrent())
                && script.References.All(reference => File.Exists(reference.Path) && RecipeAssembly.Read(reference.Path) == reference)
                ? script
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MergeException)
        {
            return null;
        }
    }

    /// <summary>Keeps a recipe that has been compiled. Where it cannot be kept, it will be compiled again.</summary>
    public void Write(CompiledScript script)
    {
        if (request.CacheFile is null)
            return;
        using var writer = new BinaryWriter(new MemoryStream());
        writer.Write(new byte[ContentHash.Bytes]);
        writer.Write(Origin());
        script.Write(writer);
        var content = ((MemoryStream)writer.BaseStream).ToArray();
        XxHash3.Hash128(content.AsSpan(ContentHash.Bytes)).WriteTo(content);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(request.CacheFile))!);
            // It may be a link.
            File.Delete(request.CacheFile);
            File.WriteAllBytes(request.CacheFile, content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The build has more important things to write to that folder, and an error of its own for that.
        }
    }

    /// <summary>What else than the files of the recipe the compiler saw.</summary>
    string Origin()
    {
        IEnumerable<string> parts =
        [
            RuntimeInformation.FrameworkDescription,
            .. OwnAssemblies.All.Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString()),
            recipePath,
            .. request.Models.Select(model => $"{model.Kind} {model.Name} {ModelInput.FolderName(model.Folder)}"),
            .. references.Select(reference => $"{reference.Path} {reference.ModuleId}"),
        ];
        return string.Join('\n', parts);
    }
}
