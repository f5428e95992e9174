using System.Reflection;
using System.Text;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>What authors of recipes and of functions for them can use. Whoever changes it changes <c>PublicApi.txt</c>, too.</summary>
public sealed class PublicApiTests
{
    static string Approved => Path.Combine(Repository.Root, "tests", "MergeSdk.Tool.Tests", "PublicApi.txt");

    [Fact]
    public void The_public_types_and_members_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var assembly in Assemblies())
        {
            text.Append("# ").Append(assembly.GetName().Name).Append('\n');
            foreach (var type in assembly.GetExportedTypes().Where(type => type.Namespace is not null).OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append(type.ToString()).Append('\n');
                foreach (var member in Members(type).Select(member => $"    {member}").Distinct().Order(StringComparer.Ordinal))
                    text.Append(member).Append('\n');
            }
        }
        if (Environment.GetEnvironmentVariable("MERGE_WRITE_DOCS") == "1")
            File.WriteAllText(Approved, text.ToString());

        text.ToString().Split('\n').Should().Equal(
            File.ReadAllText(Approved).ReplaceLineEndings("\n").Split('\n'), "what is public is a promise; dotnet run build.cs docs writes it anew");
    }

    static IEnumerable<Assembly> Assemblies() => Directory.EnumerateFiles(AppContext.BaseDirectory, "MergeSdk.*.dll")
        .Where(file => Directory.Exists(Path.Combine(Repository.Root, "src", Path.GetFileNameWithoutExtension(file))))
        .Order(StringComparer.Ordinal).Select(Assembly.LoadFrom);

    /// <summary>Its own members that somebody outside can call, as reflection prints them. Those that every record has are left out.</summary>
    static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var method in type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)))
        {
            if ((method.IsPublic || (method.IsFamily && !type.IsSealed)) && method.Name is not ("<Clone>$" or "PrintMembers" or "GetHashCode" or "ToString" or "Equals" or "Deconstruct" or "op_Equality" or "op_Inequality"))
                yield return $"{(method.IsStatic ? "static " : "")}{method}";
        }
        foreach (var field in type.GetFields(Own).Where(field => field.IsPublic && !field.IsSpecialName))
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{field}";
    }
}
