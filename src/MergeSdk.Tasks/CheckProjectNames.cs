using System.Xml;
using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>Warns of names in the project file, and of properties on the command line, that are nearly the SDK's and mean nothing. MSBuild takes any name.</summary>
public sealed class CheckProjectNames : Microsoft.Build.Utilities.Task
{
    /// <summary>The project file.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var fromOutside = (BuildEngine as IBuildEngine6)?.GetGlobalProperties().Keys ?? [];
        try
        {
            foreach (var unknown in ProjectNames.Unknown(File.ReadAllText(ProjectFile), fromOutside))
                Log.LogWarning(null, unknown.Code, null, ProjectFile, unknown.Line, unknown.Column, 0, 0, "{0}", unknown.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            // MSBuild has read the project already. If the file is another one now, the next build will look at it.
            Log.LogMessage(MessageImportance.Low, "{0}", e.Message);
        }
        return true;
    }
}
