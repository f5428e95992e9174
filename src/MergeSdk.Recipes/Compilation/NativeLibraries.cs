using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace MergeSdk.Recipes;

/// <summary>
/// Lets the assemblies that a recipe uses find the native libraries of their packages. A program of its own would find them in its output folder; a recipe has none,
/// and the runtime looks only beside an assembly.
/// </summary>
static class NativeLibraries
{
    static readonly ConcurrentDictionary<string, string> s_paths = new(StringComparer.OrdinalIgnoreCase);
    static readonly ConcurrentDictionary<AssemblyLoadContext, bool> s_contexts = [];

    static NativeLibraries()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            // Every assembly of a recipe is loaded into a context of its own. What our own context cannot find is none of ours.
            if (AssemblyLoadContext.GetLoadContext(loaded.LoadedAssembly) is { } context && context != AssemblyLoadContext.Default && s_contexts.TryAdd(context, true))
                context.ResolvingUnmanagedDll += Resolve;
        };
    }

    /// <summary>From now on, for the whole process, these files are found by their names.</summary>
    public static void Register(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            s_paths[PlainName(path)] = Path.GetFullPath(path);
    }

    static IntPtr Resolve(Assembly assembly, string name)
    {
        if (!s_paths.TryGetValue(PlainName(name), out var path))
            return IntPtr.Zero;
        if (NativeLibrary.TryLoad(path, out var library))
            return library;
        // What it needs may be in the folder of another package, where the system does not look: it takes what is loaded already.
        foreach (var other in s_paths.Values)
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
