using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MergeSdk.Recipes;

/// <summary>The file of an assembly that a recipe can use.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Name">The assembly's simple name.</param>
/// <param name="Version">The assembly's version.</param>
/// <param name="ModuleId">The module version id, which the compiler makes from what it compiled.</param>
sealed record RecipeAssembly(string Path, string Name, Version Version, Guid ModuleId)
{
    /// <summary>Reads a file; null if it is no assembly: packages bring native libraries along.</summary>
    /// <exception cref="MergeException">The file cannot be read.</exception>
    public static RecipeAssembly? Read(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } metadata)
                return null;
            var assembly = metadata.GetAssemblyDefinition();
            return new RecipeAssembly(path, metadata.GetString(assembly.Name), assembly.Version, metadata.GetGuid(metadata.GetModuleDefinition().Mvid));
        }
        catch (BadImageFormatException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MergeException(DiagnosticCodes.RecipeNotFound, "a referenced assembly cannot be read: " + exception.Message, new SourcePosition(path), exception);
        }
    }

    /// <summary>Those of the files that are assemblies, but for copies of our own, which a library for recipes brings along: a second one would be a second set of types.</summary>
    public static IReadOnlyList<RecipeAssembly> ReadAll(IEnumerable<string> paths) =>
        [.. paths.Select(System.IO.Path.GetFullPath).Where(path => !OwnAssemblies.IsCopy(path)).Select(Read).OfType<RecipeAssembly>()];
}
