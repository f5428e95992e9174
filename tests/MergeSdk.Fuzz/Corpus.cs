using System.Buffers.Binary;
using MergeSdk.TestModels;

namespace MergeSdk.Fuzz;

/// <summary>The texts that mutations start from: every example of the input rules, and the headers of the repository's models.</summary>
static class Corpus
{
    /// <summary>Longer texts cost as much as a hundred others and are started from less often.</summary>
    public const int UsualLength = 8192;

    /// <summary>JSON texts of headers that must be accepted, with the length of the data behind each; last those of the repository's models.</summary>
    public static IReadOnlyList<(byte[] Text, long DataBytes)> SoundHeaders { get; } = [.. Contents(SafetensorsCases.All, sound: true).Concat(ModelStarts()).SelectMany(Header)];

    /// <summary>Those that must be refused.</summary>
    public static IReadOnlyList<(byte[] Text, long DataBytes)> BadHeaders { get; } = [.. Contents(SafetensorsCases.All, sound: false).SelectMany(Header)];

    /// <summary>Whole files that have no header at all.</summary>
    public static IReadOnlyList<byte[]> Others { get; } = [.. Contents(SafetensorsCases.All, sound: false).Where(content => content.Length < UsualLength && !Header(content).Any())];

    /// <summary>Texts of indexes that must be accepted.</summary>
    public static IReadOnlyList<byte[]> SoundIndexes { get; } = [.. Contents(IndexCases.All, sound: true)];

    /// <summary>Those that must be refused.</summary>
    public static IReadOnlyList<byte[]> BadIndexes { get; } = [.. Contents(IndexCases.All, sound: false).Where(content => content.Length < UsualLength)];

    static IEnumerable<byte[]> Contents(IEnumerable<InputCase> cases, bool sound) => cases.Where(example => example.Code is null == sound).Select(example => example.Content);

    static IEnumerable<(byte[] Text, long DataBytes)> Header(byte[] file)
    {
        if (file.Length < 8)
            yield break;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length is > 0 and < 1 << 20)
            yield return (file[8..(int)Math.Min(file.Length, 8 + (long)length)], Math.Max(0, file.Length - 8 - (long)length));
    }

    static IEnumerable<byte[]> ModelStarts() =>
        new[] { Repository.Model("base"), Repository.Golden("models", "gpt2-base") }.Select(folder => File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
}
