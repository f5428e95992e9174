namespace MergeSdk.Tasks;

/// <summary>
/// The codes reported by the SDK's own tasks and targets, 5001 to 5099. The tool's codes are in <c>MergeSdk.DiagnosticCodes</c>, which lists these too;
/// this assembly may depend on nothing, so the numbers are written twice, and a test keeps the two in step.
/// </summary>
static class TaskDiagnosticCodes
{
    /// <summary>A ProjectReference to a merge project yielded no model.</summary>
    public const string ReferenceWithoutModel = "MERGE5001";

    /// <summary>The merge tool or the dotnet host that runs it is not where it should be.</summary>
    public const string ToolNotFound = "MERGE5002";

    /// <summary>The merge tool ended without saying why.</summary>
    public const string ToolFailed = "MERGE5003";

    /// <summary>The request for the merge tool could not be written.</summary>
    public const string RequestNotWritten = "MERGE5004";

    /// <summary>Publishing was asked for before anything was built.</summary>
    public const string NothingToPublish = "MERGE5005";

    /// <summary>MergeThreads is not a whole number from 1.</summary>
    public const string InvalidThreads = "MERGE5006";

    /// <summary>Warning: a property that is nearly one of the SDK's.</summary>
    public const string UnknownProperty = "MERGE5007";

    /// <summary>Warning: an item that is nearly one of the SDK's.</summary>
    public const string UnknownItem = "MERGE5008";

    /// <summary>Warning: metadata that models and adapters do not have.</summary>
    public const string UnknownMetadata = "MERGE5009";

    /// <summary>A property that takes true or false has another value.</summary>
    public const string InvalidSwitch = "MERGE5010";
}
