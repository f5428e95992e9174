using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace MergeSdk.Recipes;

/// <summary>
/// Packages are compiled against other versions of one another than restore has put together. In a program, the host gives an assembly that asks for version 2 the
/// version 3 that is there; the loader of scripts gives only what was asked for, unless it is told.
/// </summary>
static class AssemblyUnification
{
    /// <summary>Tells the loader which of the references stand in for which versions that references ask for.</summary>
    public static void Register(InteractiveAssemblyLoader loader, IReadOnlyList<string> references)
    {
        var (found, wanted) = (new Dictionary<string, (Version Version, string Path)>(StringComparer.OrdinalIgnoreCase), new HashSet<AssemblyIdentity>());
        foreach (var path in references)
        {
            using var file = new PEReader(File.OpenRead(path));
            var metadata = file.GetMetadataReader();
            var assembly = metadata.GetAssemblyDefinition();
            var name = metadata.GetString(assembly.Name);
            found[name] = (assembly.Version, path);
            // Assembly.Load("name") asks for no version at all.
            wanted.Add(new AssemblyIdentity(name));
            wanted.UnionWith(metadata.AssemblyReferences.Select(handle => Identity(metadata, metadata.GetAssemblyReference(handle))));
        }
        foreach (var identity in wanted)
        {
            // A lower version is not good enough for a program either.
            if (found.TryGetValue(identity.Name, out var assembly) && assembly.Version > identity.Version)
                loader.RegisterDependency(identity, assembly.Path);
        }
    }

    static AssemblyIdentity Identity(MetadataReader metadata, AssemblyReference reference) => new(
        metadata.GetString(reference.Name),
        reference.Version,
        metadata.GetString(reference.Culture),
        metadata.GetBlobContent(reference.PublicKeyOrToken),
        hasPublicKey: (reference.Flags & AssemblyFlags.PublicKey) != 0);
}
