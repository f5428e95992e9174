using System.Reflection;

namespace MergeSdk.Recipes;

/// <summary>Our assemblies that recipes use, as they are loaded.</summary>
static class OwnAssemblies
{
    public static IReadOnlyList<Assembly> All { get; } = [typeof(OwnAssemblies).Assembly, typeof(Graph.Node).Assembly, typeof(Tensors.DType).Assembly];

    /// <summary>One of them by its simple name, or null.</summary>
    public static Assembly? Find(string? name) => All.FirstOrDefault(assembly => assembly.GetName().Name == name);

    /// <summary>Whether a file is a copy of one of them.</summary>
    public static bool IsCopy(string path) => Find(Path.GetFileNameWithoutExtension(path)) is not null;
}
