using System.Reflection;

namespace MergeSdk.Graph;

/// <summary>The methods that there are: those of this assembly and of others. A new one is known by being there.</summary>
sealed class MethodCatalog(params Assembly[] assemblies)
{
    /// <summary>All of them, in order of names.</summary>
    public IReadOnlyList<MethodDescriptor> Methods { get; } =
    [
        .. assemblies.Append(typeof(Method).Assembly).Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Method)) && !type.IsAbstract)
            .Select(MethodDescriptor.Of)
            .OrderBy(method => method.Name, StringComparer.Ordinal),
    ];

    /// <summary>The method of a name; null if there is none.</summary>
    public MethodDescriptor? Find(string name) => Methods.FirstOrDefault(method => method.Name == name);
}
