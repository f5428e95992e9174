namespace MergeSdk.TestModels;

/// <summary>A file as a user may hand it over, and what must come of it.</summary>
/// <param name="Rule">The rule it is an example of.</param>
/// <param name="Name">Which example of the rule.</param>
/// <param name="Content">The file's bytes.</param>
/// <param name="Code">The error it is refused with; null if it must be accepted.</param>
/// <param name="Message">What the error must say, in parts: what was found, where, what to do.</param>
public sealed record InputCase(string Rule, string Name, byte[] Content, string? Code, params string[] Message)
{
    public override string ToString() => $"{Rule}: {Name}";
}
