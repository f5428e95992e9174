using MergeSdk.Build.Files;
using MergeSdk.Compute;

namespace MergeSdk.Build.Incremental;

/// <summary>
/// What is remembered between builds, in <c>obj/merge.state</c>: of every output tensor the key and the hash of its bytes; of every weight file its identity and
/// what its tensors hold. A build appends records while it goes on, later ones win, and a finished build writes the file afresh.
/// So whatever stops a build, what it finished is known to the next one (which checks the bytes before it believes a record).
/// </summary>
sealed class MergeState : IDisposable
{
    /// <summary>Its name in the state folder.</summary>
    public const string FileName = "merge.state";

    readonly string _path;
    readonly Dictionary<string, TensorRecord> _tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileRecord> _files = new(StringComparer.Ordinal);
    readonly Lock _lock = new();
    IReadOnlyList<string> _texts = [];
    long _end;
    FileStream? _log;
    StateWriter? _logWriter;

    MergeState(string path) => _path = path;

    /// <summary>The file's first line. Another one, with another version where the meaning of records changes, makes everything be computed again.</summary>
    static ReadOnlySpan<byte> Format => "mergesdk-state 6\n"u8;

    /// <summary>Reads the state; an absent or unreadable one is an empty one.</summary>
    public static MergeState Load(string path)
    {
        var state = new MergeState(path);
        if (!File.Exists(path))
            return state;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        Span<byte> format = stackalloc byte[Format.Length];
        if (stream.ReadAtLeast(format, format.Length, throwOnEndOfStream: false) < format.Length || !format.SequenceEqual(Format))
            return state;
        using var reader = new StateReader(stream);
        while (reader.Read() is { } record)
            state.Apply(record);
        (state._texts, state._end) = (reader.Texts, stream.Position);
        return state;
    }

    /// <summary>Names of all output tensors that something was recorded of.</summary>
    public IEnumerable<string> TensorNames => _tensors.Keys;

    /// <summary>What was recorded of an output tensor.</summary>
    public TensorRecord? Tensor(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>What was recorded of a file, if it still has the identity it had then.</summary>
    public FileRecord? Record(string key, FileIdentity identity) => _files.TryGetValue(key, out var known) && known.Identity == identity ? known : null;

    /// <summary>A file with what is known of its tensors: what was recorded, if it still has the identity it had then.</summary>
    public HashedFile Open(string? key, string path)
    {
        var identity = FileIdentity.Of(path) ?? throw new FileNotFoundException(null, path);
        return new HashedFile(key, path, identity, key is null ? null : Record(key, identity)?.Contents);
    }

    /// <summary>Records a finished tensor at once, from any thread.</summary>
    public void Append(TensorRecord record)
    {
        lock (_lock)
        {
            _tensors[record.Name] = record;
            OpenLog().Write(record);
        }
    }

    /// <summary>Records what was found in a tensor that was read at once, from any thread.</summary>
    public void Append(HashedFile file, string tensor, TensorContent content)
    {
        if (file.Record is not { } record)
            return;
        lock (_lock)
            OpenLog().Write(record, [KeyValuePair.Create(tensor, content)]);
    }

    /// <summary>Takes over all that another state remembers.</summary>
    public void Append(MergeState other)
    {
        foreach (var tensor in other._tensors.Values)
            Append(tensor);
        lock (_lock)
        {
            foreach (var file in other._files.Values)
            {
                Apply(file);
                OpenLog().Write(file, [.. file.Contents]);
            }
        }
    }

    /// <summary>Writes the state afresh, with only what the plan has. Nothing can be recorded after that.</summary>
    /// <param name="tensors">Names of the output tensors to keep.</param>
    /// <param name="files">All weight files, inputs and outputs.</param>
    public void Save(IEnumerable<string> tensors, IEnumerable<HashedFile> files)
    {
        Dispose();
        DurableFile.ReplaceIfDifferent(_path, stream =>
        {
            stream.Write(Format);
            using var writer = new StateWriter(stream, []);
            foreach (var name in tensors)
            {
                if (_tensors.TryGetValue(name, out var tensor))
                    writer.Write(tensor);
            }
            foreach (var file in files.Select(file => file.Record).OfType<FileRecord>())
                writer.Write(file, [.. file.Contents.OrderBy(content => content.Key, StringComparer.Ordinal)]);
        });
    }

    public void Dispose()
    {
        _logWriter?.Dispose();
        _log?.Dispose();
    }

    /// <summary>What records are appended by; the file is opened for the first one.</summary>
    StateWriter OpenLog()
    {
        if (_logWriter is null)
        {
            if (File.Exists(_path) && FileIdentity.MayBeShared(_path))
                DurableFile.Replace(_path, FileContent.Of(File.ReadAllBytes(_path)));
            _log = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _logWriter = new StateWriter(_log, _texts);
            // What is behind the last whole record would hide what comes now.
            _log.SetLength(_end);
            _log.Position = _end;
            if (_end == 0)
                _log.Write(Format);
        }
        return _logWriter;
    }

    void Apply(StateRecord record)
    {
        if (record is TensorRecord tensor)
            _tensors[tensor.Name] = tensor;
        else if (record is FileRecord file)
        {
            if (_files.TryGetValue(file.Key, out var known) && known.Identity == file.Identity)
            {
                foreach (var (name, content) in file.Contents)
                    known.Contents[name] = content;
            }
            else
                _files[file.Key] = file;
        }
    }
}
