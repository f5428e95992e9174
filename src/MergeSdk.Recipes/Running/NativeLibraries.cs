using System.Reflection;
using System.Runtime.InteropServices;

namespace MergeSdk.Recipes;

/// <summary>
/// Lets the assemblies that a recipe uses find the native libraries of their packages. A program of its own would find them in its output folder; a recipe has none,
/// and the runtime looks only beside an assembly.
/// </summary>
sealed class NativeLibraries
{
    readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    public NativeLibraries(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            _paths[PlainName(path)] = Path.GetFullPath(path);
    }

    /// <summary>Loads the library that an assembly asks for; zero if it is none of ours.</summary>
    public IntPtr Resolve(Assembly assembly, string name)
    {
        if (!_paths.TryGetValue(PlainName(name), out var path))
            return IntPtr.Zero;
        if (NativeLibrary.TryLoad(path, out var library))
            return library;
        // What it needs may be in the folder of another package, where the system does not look: it takes what is loaded already.
        foreach (var other in _paths.Values)
            NativeLibrary.TryLoad(other, out _);
        // The message of a second failure says which library is missing.
        return NativeLibrary.Load(path);
    }

    /// <summary>A library's name without what systems put around it: <c>libe_sqlite3.so</c>, <c>e_sqlite3.dll</c> and <c>e_sqlite3</c> are the same.</summary>
    static string PlainName(string path)
    {
        var name = Path.GetFileName(path);
        if (Path.GetExtension(name) is ".so" or ".dylib" or ".dll")
            name = Path.GetFileNameWithoutExtension(name);
        return name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name;
    }
}
