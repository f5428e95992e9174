using System.Reflection;
using System.Runtime.Loader;

namespace MergeSdk.Recipes;

/// <summary>Where a recipe's assemblies are loaded, and where those look for what they need: in the framework, among the project's references, and beside them.</summary>
sealed class RecipeLoadContext : AssemblyLoadContext
{
    readonly Dictionary<string, RecipeAssembly> _references = new(StringComparer.OrdinalIgnoreCase);
    readonly IReadOnlyList<string> _folders;

    public RecipeLoadContext(IReadOnlyList<RecipeAssembly> references, IEnumerable<string> nativeLibraries)
        : base(nameof(RecipeLoadContext), isCollectible: true)
    {
        foreach (var reference in references)
            _references[reference.Name] = reference;
        _folders = [.. references.Select(reference => Path.GetDirectoryName(reference.Path)!).Distinct()];
        Resolving += (_, name) => FindFile(name) is { } path ? LoadFromAssemblyPath(path) : null;
        ResolvingUnmanagedDll += new NativeLibraries(nativeLibraries).Resolve;
    }

    /// <summary>Loads an assembly that is in no file.</summary>
    public Assembly Load(byte[] assembly, byte[]? symbols = null)
    {
        using var stream = new MemoryStream(assembly);
        using var symbolStream = symbols is null ? null : new MemoryStream(symbols);
        return LoadFromStream(stream, symbolStream);
    }

    /// <summary>The recipe must see our very assemblies, not other copies of their files: their types are the ones we hand over.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) => OwnAssemblies.Find(assemblyName.Name);

    string? FindFile(AssemblyName name)
    {
        if (name.Name is null)
            return null;
        // Packages are compiled against other versions of one another than restore has put together. As in a program, a higher version will do and a lower one will not.
        if (_references.TryGetValue(name.Name, out var reference))
            return name.Version is null || reference.Version >= name.Version ? reference.Path : null;
        return _folders.Select(folder => Path.Join(folder, name.Name + ".dll")).FirstOrDefault(File.Exists);
    }
}
