using System.Security;
using System.Text;
using MergeSdk.Recipes;

namespace MergeSdk.Tool.Import;

/// <summary>Writes the project file.</summary>
static class ProjectText
{
    static readonly string s_version = typeof(ProjectText).Assembly.GetName().Version!.ToString(3);

    public static string Write(IReadOnlyList<ImportedInput> inputs)
    {
        var text = new StringBuilder($"<Project Sdk=\"MergeSdk/{s_version}\">\n  <ItemGroup>\n");
        foreach (var input in inputs.OrderBy(input => input.Kind))
        {
            text.Append("    <").Append(input.Kind == ModelKind.Merge ? "ProjectReference" : input.Kind.ToString());
            Attribute("Include", Escaped(input.Include));
            if (input.HasName)
                Attribute("Name", input.Variable);
            if (input.Revision is { } revision)
                Attribute("Revision", revision);
            text.Append(" />\n");
        }
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();

        void Attribute(string name, string value) => text.Append(' ').Append(name).Append("=\"").Append(SecurityElement.Escape(value)).Append('"');
    }

    /// <summary>MSBuild's own characters in an item.</summary>
    static string Escaped(string include) => string.Concat(include.Select(character => "%*?;@$".Contains(character) ? $"%{(int)character:X2}" : character.ToString()));
}
