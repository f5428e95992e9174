using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// Keeps a compiled recipe in a file, so that a build whose recipe is as it was does without the compiler. What the recipe was compiled from decides: its files' texts,
/// the assemblies it can use, the names and kinds of the project's models, and this program. The recipe itself runs every time, and so sees every other change.
/// </summary>
/// <remarks>The file is a line with the hash of the rest, and JSON: whatever is not as it was written counts as not there.</remarks>
sealed class ScriptCache(RecipeRequest request, string recipePath, IReadOnlyList<RecipeAssembly> references)
{
    const int HashLength = 32;

    /// <summary>The recipe as it was compiled before; null if it must be compiled.</summary>
    public CompiledScript? Read()
    {
        if (request.CacheFile is null || !File.Exists(request.CacheFile))
            return null;
        try
        {
            var content = File.ReadAllBytes(request.CacheFile).AsSpan();
            if (content.Length <= HashLength || !content[..HashLength].SequenceEqual(HashOf(content[(HashLength + 1)..])))
                return null;
            var entry = JsonSerializer.Deserialize<Entry>(content[(HashLength + 1)..]);
            return entry is not null && entry.Origin == Origin() && entry.Script.Sources.All(source => source.IsCurrent())
                && entry.Script.References.All(reference => File.Exists(reference.Path) && RecipeAssembly.Read(reference.Path) == reference)
                ? entry.Script
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or MergeException)
        {
            return null;
        }
    }

    /// <summary>Keeps a recipe that has been compiled. Where it cannot be kept, it will be compiled again.</summary>
    public void Write(CompiledScript script)
    {
        if (request.CacheFile is null)
            return;
        var json = JsonSerializer.SerializeToUtf8Bytes(new Entry(Origin(), script));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(request.CacheFile))!);
            File.WriteAllBytes(request.CacheFile, [.. HashOf(json), (byte)'\n', .. json]);
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
            .. request.Models.Select(model => $"{model.Kind} {model.Name} {ModelNames.FolderName(model.Folder)}"),
            .. references.Select(reference => $"{reference.Path} {reference.ModuleId}"),
        ];
        return string.Join('\n', parts);
    }

    static byte[] HashOf(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(TensorHasher.Hash(json).ToString());

    sealed record Entry(string Origin, CompiledScript Script);
}
