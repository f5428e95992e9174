using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Execution;
using MergeSdk.Engine.Files;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine.Incremental;

/// <summary>The weight files a build reads, inputs and earlier outputs, with what is known of their contents; hashes what is not known but needed.</summary>
sealed class ContentStore : IDisposable
{
    readonly Dictionary<string, (HashedFile File, SafeFileHandle Handle)> _files = new(StringComparer.Ordinal);
    readonly MergeState _state;
    readonly MergeProgress _progress;

    public ContentStore(MergeState state, MergeProgress progress) => (_state, _progress) = (state, progress);

    /// <summary>All files, in the order they were opened.</summary>
    public IEnumerable<HashedFile> Files => _files.Values.Select(entry => entry.File);

    /// <summary>Opens a weight file.</summary>
    /// <param name="key">Under what the state remembers its contents, the same on every machine; null if it does not.</param>
    /// <param name="path">Where it is.</param>
    public HashedFile Open(string? key, string path)
    {
        if (_files.TryGetValue(path, out var known))
            return known.File;
        var file = _state.Open(key, path);
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _files.Add(path, (file, handle));
        return file;
    }

    /// <summary>The content hash of a tensor, if it is known.</summary>
    public ContentHash? Known(StoredTensor tensor) => Content(tensor)?.Hash;

    /// <summary>The lowest index of a NaN or an infinity in a tensor, −1 if there is none; null if it is not known.</summary>
    public long? NonFinite(StoredTensor tensor) => Content(tensor)?.NonFinite;

    TensorContent? Content(StoredTensor tensor) => _files[tensor.File.Path].File.Content(tensor.Info.Name);

    /// <summary>A tensor to be read; what is not known of its content is found out on the way.</summary>
    public InputTensor Input(StoredTensor tensor)
    {
        var (file, handle) = _files[tensor.File.Path];
        var content = file.Content(tensor.Info.Name);
        return new InputTensor(tensor, handle, content?.Hash, content?.NonFinite, _progress);
    }

    /// <summary>Remembers what was found in tensors that have been read.</summary>
    /// <exception cref="MergeException">A file changed while it was read; nothing is remembered.</exception>
    public void Learn(IReadOnlyCollection<InputTensor> read)
    {
        CheckUnchanged(read);
        foreach (var input in read)
        {
            if (input.ContentHash is not { } hash)
                continue;
            var (file, content) = (_files[input.Stored.File.Path].File, new TensorContent(hash, input.NonFinite));
            if (file.Learn(input.Stored.Info.Name, content))
                _state.Append(file, input.Stored.Info.Name, content);
        }
    }

    /// <summary>Takes the content hashes of an upstream merge's artifact from its lock file.</summary>
    public void Trust(Checkpoint checkpoint, LockFile upstream)
    {
        foreach (var tensor in checkpoint.Tensors.Values)
        {
            if (upstream.Content(Path.GetFileName(tensor.File.Path), tensor.Info.Name) is { } hash)
                _files[tensor.File.Path].File.Learn(tensor.Info.Name, new TensorContent(hash, NonFinite: null));
        }
    }

    /// <summary>Reads and hashes those of the tensors whose content is not known.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Hash(IEnumerable<StoredTensor> tensors, WorkerPool pool)
    {
        var unknown = tensors.Where(tensor => Known(tensor) is null).Distinct().ToList();
        pool.ForEach(unknown, tensor => CopyBlock.Count(tensor.ByteCount), (tensor, forEachBlock) =>
        {
            var input = Input(tensor);
            forEachBlock(CopyBlock.Count(tensor.ByteCount), (block, workspace) =>
            {
                var offset = (long)block * CopyBlock.Bytes;
                input.Read(offset, workspace.Bytes((int)Math.Min(CopyBlock.Bytes, tensor.ByteCount - offset)));
            });
            input.FinishHash();
            Learn([input]);
        });
        return unknown.Count > 0;
    }

    /// <summary>Refuses the build if an input, which has just been opened, is not the file it was when its header was read.</summary>
    public static void CheckUnchanged(SafetensorsFile input)
    {
        var now = new FileInfo(File.ResolveLinkTarget(input.Path, returnFinalTarget: true)?.FullName ?? input.Path);
        if (now.Length != input.Length || now.LastWriteTimeUtc != input.ModifiedUtc)
            throw Changed(input.Path);
    }

    /// <summary>Refuses the build if tensors were read from files that are not what they were when they were opened.</summary>
    public void CheckUnchanged(IEnumerable<InputTensor> read) => CheckUnchanged(read.Select(input => _files[input.Stored.File.Path].File).Distinct());

    /// <summary>Refuses the build if a file is not what it was when it was opened.</summary>
    public static void CheckUnchanged(IEnumerable<HashedFile> inputs)
    {
        foreach (var file in inputs)
        {
            if (FileIdentity.Of(file.Path) != file.Identity)
                throw Changed(file.Path);
        }
    }

    static MergeException Changed(string path) => new(
        DiagnosticCodes.InputChanged,
        "the file changed while it was read, so nothing was published. Build again when nothing else writes to it.",
        new SourcePosition(path));

    /// <summary>Closes a file, so that it can be moved or written on systems that forbid that for open files.</summary>
    public void Close(string path)
    {
        if (_files.Remove(path, out var entry))
            entry.Handle.Dispose();
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _files.Values)
            handle.Dispose();
    }
}
