namespace MergeSdk.TestModels;

/// <summary>A shard index read straight from its description; the counterpart of <see cref="StrictHeader"/>.</summary>
public static class StrictIndex
{
    const string Extension = ".safetensors";

    /// <summary>The shard of each tensor; null if the index must be refused.</summary>
    public static Dictionary<string, string>? Read(ReadOnlySpan<byte> text)
    {
        if (StrictJson.Parse(text) is not { Kind: '{' } json || json["weight_map"] is not { Kind: '{' } map)
            return null;
        return map.Members.All(member => member.Value is { Kind: '"', IsUnicode: true } && IsPlainName(member.Value.Text))
            ? map.Members.ToDictionary(member => member.Key, member => member.Value.Text)
            : null;
    }

    static bool IsPlainName(string name) =>
        name.EndsWith(Extension, StringComparison.Ordinal) && name != Extension
        && !name.Any(character => "/\\:*?\"<>|".Contains(character) || character < ' ' || character is >= '\u007f' and < '\u00a0');
}
