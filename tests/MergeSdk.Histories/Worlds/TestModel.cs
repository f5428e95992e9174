using System.Text;
using MergeSdk.TestModels;

namespace MergeSdk.Histories.Worlds;

/// <summary>A model or an adapter as a history has made it so far.</summary>
/// <param name="folder">The name of its folder.</param>
/// <param name="isAdapter">Whether it is an adapter.</param>
sealed class TestModel(string folder, bool isAdapter)
{
    public string Folder { get; set; } = folder;

    public bool IsAdapter => isAdapter;

    public Dictionary<string, PlainTensor> Tensors { get; set; } = [];

    /// <summary>How many weight files it is in.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>Its small files.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public void SetText(string file, string text) => Files[file] = Encoding.UTF8.GetBytes(text);

    /// <summary>Its content as it is now.</summary>
    public TestModel Copy()
    {
        var copy = new TestModel(Folder, isAdapter);
        copy.Become(this);
        return copy;
    }

    /// <summary>Takes over another's content, in a folder of its own.</summary>
    public void Become(TestModel other)
    {
        Tensors = new Dictionary<string, PlainTensor>(other.Tensors);
        Shards = other.Shards;
        Files.Clear();
        foreach (var (file, content) in other.Files)
            Files[file] = content;
    }

    /// <summary>Brings its folder up to date; files that are so already are not touched.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="inPlace">Whether to write into files that are there, rather than to put new ones in their place.</param>
    /// <param name="keepTimes">Whether files get the times back that they had.</param>
    public void Write(string path, bool inPlace = false, bool keepTimes = false)
    {
        Directory.CreateDirectory(path);
        var wanted = Snapshot.Of(WriteNew(path + ".new"));
        Directory.Delete(path + ".new", recursive: true);
        foreach (var file in Directory.EnumerateFiles(path).Where(file => !wanted.Entries.ContainsKey(Path.GetFileName(file))))
            File.Delete(file);
        foreach (var (name, content) in wanted.Entries)
        {
            var file = Path.Combine(path, name);
            if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
                continue;
            var time = File.Exists(file) && keepTimes ? File.GetLastWriteTimeUtc(file) : (DateTime?)null;
            if (!inPlace)
                File.Delete(file);
            File.WriteAllBytes(file, content);
            if (time is { } earlier)
                File.SetLastWriteTimeUtc(file, earlier);
        }
    }

    string WriteNew(string path)
    {
        Directory.CreateDirectory(path);
        if (isAdapter)
            ModelFolder.WriteFile(Path.Combine(path, "adapter_model.safetensors"), Tensors);
        else if (Shards == 1)
            ModelFolder.Write(path, Tensors);
        else
            ModelFolder.WriteSharded(path, [.. Enumerable.Range(0, Shards).Select(shard => Tensors.Where((_, i) => i % Shards == shard).ToDictionary())]);
        foreach (var (name, content) in Files)
            File.WriteAllBytes(Path.Combine(path, name), content);
        return path;
    }
}
