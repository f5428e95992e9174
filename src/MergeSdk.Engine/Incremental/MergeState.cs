using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MergeSdk.Engine.Files;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Incremental;

/// <summary>
/// What is remembered between builds, in <c>obj/merge.state</c>: of every output tensor the key and the hash of its bytes; of every weight file its identity and
/// its tensors' hashes. One JSON value a line; a build appends lines while it goes on, later lines win, and a finished build writes the file afresh.
/// So whatever stops a build, what it finished is known to the next one (which checks the bytes before it believes a line).
/// </summary>
sealed class MergeState : IDisposable
{
    /// <summary>Raised when the meaning of lines changes; older files are then ignored and everything is computed again.</summary>
    const int FormatVersion = 2;

    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly string _path;
    readonly Dictionary<string, TensorRecord> _tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, (string Identity, Dictionary<string, (ContentHash Content, long? NonFinite)> Contents)> _files = new(StringComparer.Ordinal);
    readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    readonly Lock _lock = new();
    bool _continuesFile;
    StreamWriter? _log;

    MergeState(string path) => _path = path;

    /// <summary>Reads the state; an absent or unreadable one is an empty one.</summary>
    public static MergeState Load(string path)
    {
        var state = new MergeState(path);
        if (!File.Exists(path))
            return state;
        using var reader = new StreamReader(path);
        if (reader.ReadLine() is not { } first || Parse(first)?.Version != FormatVersion)
            return state;
        state._continuesFile = true;
        while (reader.ReadLine() is { } text)
        {
            // The last line of a killed build may be torn.
            if (Parse(text) is { } line)
                state.Apply(line);
        }
        return state;
    }

    /// <summary>What was recorded of an output tensor.</summary>
    public TensorRecord? Tensor(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>A file with the hashes known of it: those recorded, if it still has the identity it had then.</summary>
    public HashedFile Open(string? key, string path)
    {
        var identity = FileIdentity.Of(path) ?? throw new FileNotFoundException(null, path);
        var file = new HashedFile(key, path, identity);
        if (key is not null && _files.TryGetValue(key, out var known) && known.Identity == identity.ToString())
        {
            foreach (var (tensor, (hash, nonFinite)) in known.Contents)
            {
                file.Contents[tensor] = hash;
                if (nonFinite is { } index)
                    file.NonFinite[tensor] = index;
            }
        }
        return file;
    }

    /// <summary>Records a finished tensor at once, from any thread.</summary>
    public void Append(TensorRecord record)
    {
        lock (_lock)
        {
            _tensors[record.Name] = record;
            AppendLine(new Line { Tensor = record });
        }
    }

    /// <summary>Records what was found in a tensor that was read at once, from any thread.</summary>
    public void Append(HashedFile file, string tensor, ContentHash content, long? nonFinite)
    {
        if (file.Key is null)
            return;
        lock (_lock)
        {
            if (_begun.Add(file.Key))
                AppendLine(new Line { File = file.Key, Identity = file.Identity.ToString() });
            AppendLine(new Line { File = file.Key, Name = tensor, Content = content, NonFinite = nonFinite });
        }
    }

    /// <summary>Writes the state afresh, with only what the plan has.</summary>
    /// <param name="tensors">Names of the output tensors to keep.</param>
    /// <param name="files">All weight files, inputs and outputs.</param>
    public void Save(IEnumerable<string> tensors, IEnumerable<HashedFile> files)
    {
        _log?.Dispose();
        _log = null;
        DurableFile.ReplaceIfDifferent(_path, content =>
        {
            using var writer = new StreamWriter(content, new UTF8Encoding(false), leaveOpen: true);
            writer.NewLine = "\n";
            Write(new Line { Version = FormatVersion });
            foreach (var name in tensors)
            {
                if (_tensors.TryGetValue(name, out var record))
                    Write(new Line { Tensor = record });
            }
            foreach (var file in files)
            {
                Write(new Line { File = file.Key, Identity = file.Identity.ToString() });
                foreach (var (tensor, hash) in file.Contents.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    Write(new Line { File = file.Key, Name = tensor, Content = hash, NonFinite = file.NonFinite.TryGetValue(tensor, out var index) ? index : null });
            }

            void Write(Line line) => writer.WriteLine(JsonSerializer.Serialize(line, s_json));
        });
    }

    public void Dispose() => _log?.Dispose();

    static Line? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(text, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    void Apply(Line line)
    {
        if (line.Tensor is { } tensor)
            _tensors[tensor.Name] = tensor;
        else if (line is { File: { } opened, Identity: { } identity })
        {
            if (_files.GetValueOrDefault(opened).Identity != identity)
                _files[opened] = (identity, new(StringComparer.Ordinal));
        }
        else if (line is { File: { } file, Name: { } name, Content: { } content } && _files.TryGetValue(file, out var known))
            known.Contents[name] = (content, line.NonFinite);
    }

    void AppendLine(Line line)
    {
        _log ??= new StreamWriter(OpenLog()) { AutoFlush = true };
        _log.WriteLine(JsonSerializer.Serialize(line, s_json));
    }

    FileStream OpenLog()
    {
        var stream = new FileStream(_path, _continuesFile ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
        if (_continuesFile)
            stream.Write("\n"u8); // Ends a torn line.
        else
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Line { Version = FormatVersion }, s_json) + "\n"));
        return stream;
    }

    sealed record Line
    {
        public int? Version { get; init; }

        public TensorRecord? Tensor { get; init; }

        public string? File { get; init; }

        public string? Identity { get; init; }

        public string? Name { get; init; }

        public ContentHash? Content { get; init; }

        public long? NonFinite { get; init; }
    }
}

/// <summary>What is remembered of a finished output tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key it was computed with.</param>
/// <param name="Content">The hash of its bytes.</param>
/// <param name="NonFinite">The lowest index of a NaN or an infinity, where none of its inputs has one; null if there is none to blame the merge for.</param>
sealed record TensorRecord(string Name, ActionKey Key, ContentHash Content, long? NonFinite = null);
