using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MergeSdk.Build.Files;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Hub.Provenance;

/// <summary>
/// SHA-256 of whole files. It takes a pass of its own over each, so it goes on in the background while tensors are merged, and what it gave is kept with
/// the file's identity in <c>obj/merge.sha256</c>: a file that has not changed is hashed once.
/// </summary>
sealed class FileDigests : IDisposable
{
    const int BufferBytes = 1 << 20;

    readonly string _path;
    readonly Dictionary<string, (string Identity, string Sha256)> _known;
    readonly Dictionary<string, Task<(FileIdentity Identity, string Sha256)>> _started = new(StringComparer.Ordinal);
    readonly List<Line> _used = [];
    readonly SemaphoreSlim _slots;
    readonly CancellationTokenSource _stop;

    FileDigests(string path, Dictionary<string, (string Identity, string Sha256)> known, int workers, CancellationToken cancellation)
    {
        (_path, _known) = (path, known);
        // The other half of the processors merges.
        _slots = new SemaphoreSlim(Math.Max(1, workers / 2));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Reads what earlier builds found; lines that are not as they were written are forgotten.</summary>
    public static FileDigests Load(string path, int workers, CancellationToken cancellation)
    {
        var known = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        foreach (var text in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (Parse(text) is { } line)
                known[line.File] = (line.Identity, line.Sha256);
        }
        return new FileDigests(path, known, workers, cancellation);
    }

    /// <summary>Starts to hash a file in the background, unless its digest is known.</summary>
    /// <param name="key">The file's name in the state, the same on every machine.</param>
    /// <param name="path">Where it is now. It may be moved meanwhile.</param>
    public void Start(string key, string path)
    {
        if (_known.TryGetValue(key, out var known) && FileIdentity.Of(path)?.ToString() == known.Identity)
            return;
        // Opened now: when its turn comes, the file may be elsewhere.
        var (handle, identity) = Open(path);
        _started[key] = Task.Run(async () =>
        {
            using (handle)
            {
                await _slots.WaitAsync(_stop.Token);
                try
                {
                    return (identity, Hash(handle, _stop.Token));
                }
                finally
                {
                    _slots.Release();
                }
            }
        });
    }

    /// <summary>The digest of a file as it is now, in lower-case hexadecimal digits.</summary>
    public string Of(string key, string path)
    {
        var identity = FileIdentity.Of(path) ?? throw new FileNotFoundException(null, path);
        var digest = _known.TryGetValue(key, out var known) && known.Identity == identity.ToString() ? known.Sha256
            : _started.TryGetValue(key, out var started) && started.GetAwaiter().GetResult() is var hashed && hashed.Identity.IsMoved(identity) ? hashed.Sha256
            : Hash(path, _stop.Token);
        _used.Add(new Line(key, identity.ToString(), digest));
        return digest;
    }

    /// <summary>Remembers the digests that were asked for, and no others.</summary>
    public void Save() => DurableFile.ReplaceIfDifferent(_path, Encoding.UTF8.GetBytes(string.Concat(_used.Select(Text))));

    /// <summary>Stops what is still going on, as after a failure.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAll(_started.Values).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
        _slots.Dispose();
    }

    static (SafeFileHandle Handle, FileIdentity Identity) Open(string path)
    {
        // Others may move and delete the file: on some systems only if it was opened so.
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return (handle, FileIdentity.Of(path) ?? throw new FileNotFoundException(null, path));
    }

    static string Hash(string path, CancellationToken cancellation)
    {
        var (handle, _) = Open(path);
        using (handle)
            return Hash(handle, cancellation);
    }

    static string Hash(SafeFileHandle handle, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var position = 0L; RandomAccess.Read(handle, buffer.AsSpan(0, BufferBytes), position) is > 0 and var count; position += count)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A line as it is stored: a hash of what follows, and that.</summary>
    static string Text(Line line)
    {
        var json = JsonSerializer.Serialize(line, JsonSerializerOptions.Web);
        return $"{HashOf(json)} {json}\n";
    }

    static Line? Parse(string text) =>
        text.Split(' ', 2) is [var hash, var json] && hash == HashOf(json) ? JsonSerializer.Deserialize<Line>(json, JsonSerializerOptions.Web) : null;

    static string HashOf(string json) => TensorHasher.Hash(Encoding.UTF8.GetBytes(json)).ToString();

    sealed record Line(string File, string Identity, string Sha256);
}
