using System.Security.Cryptography;
using System.Text;
using MergeSdk.Graph;

namespace MergeSdk.Histories.Worlds;

/// <summary>All that is below a folder: files with their content, folders (their names end with a slash), links as what they lead to.</summary>
sealed record Snapshot(SortedDictionary<string, byte[]> Entries)
{
    /// <param name="folder">The folder; nothing if there is none.</param>
    /// <param name="except">Names below it to leave out, with all below those.</param>
    public static Snapshot Of(string folder, params string[] except)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (Directory.Exists(folder))
            Add(new DirectoryInfo(folder), "", except, entries);
        return new Snapshot(entries);
    }

    public byte[]? this[string name] => Entries.GetValueOrDefault(name);

    /// <summary>What differs, in words; null if nothing does.</summary>
    public string? Difference(Snapshot other, string mine, string others)
    {
        var differences = Entries.Keys.Union(other.Entries.Keys).Order(StringComparer.Ordinal).Select(name => (this[name], other[name]) switch
        {
            (null, _) => $"{name} only in {others}",
            (_, null) => $"{name} only in {mine}",
            var (a, b) => a.AsSpan().SequenceEqual(b) ? null : $"{name} has other bytes: {Sample(a!, b!)}",
        }).OfType<string>().ToList();
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    public Snapshot Without(IEnumerable<string> names)
    {
        var kept = new SortedDictionary<string, byte[]>(Entries, StringComparer.Ordinal);
        foreach (var name in names)
            kept.Remove(name);
        return new Snapshot(kept);
    }

    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in Entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Makes a folder of it.</summary>
    public void Restore(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Entries)
        {
            var path = Path.Combine(folder, name);
            if (name.EndsWith('/'))
                Directory.CreateDirectory(path);
            else
                File.WriteAllBytes(path, content);
        }
    }

    static void Add(DirectoryInfo folder, string prefix, string[] except, SortedDictionary<string, byte[]> entries)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var name = prefix + entry.Name;
            if (except.Contains(name))
                continue;
            if (entry is DirectoryInfo below)
            {
                entries[name + "/"] = [];
                Add(below, name + "/", except, entries);
            }
            else
                entries[name] = File.ReadAllBytes(entry.FullName);
        }
    }

    static string Sample(byte[] a, byte[] b)
    {
        var at = a.AsSpan().CommonPrefixLength(b);
        return $"{a.Length} and {b.Length} bytes, the first difference at {at}";
    }
}
