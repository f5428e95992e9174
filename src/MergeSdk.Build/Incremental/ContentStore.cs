using MergeSdk.Build.Artifact;
using MergeSdk.Build.Files;
using MergeSdk.Compute;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Build.Incremental;

/// <summary>The weight files a build reads, inputs and earlier outputs, with what is known of their contents; hashes what is not known but needed.</summary>
sealed class ContentStore : IDisposable
{
    readonly Dictionary<string, (HashedFile File, SafeFileHandle Handle)> _files = new(StringComparer.Ordinal);
    readonly Dictionary<string, LockedFile> _locked = new(StringComparer.Ordinal);
    readonly HashSet<StoredTensor> _compared = new(ReferenceEqualityComparer.Instance);
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
        _files.Add(path, (file, FileBytes.Open(path)));
        return file;
    }

    /// <summary>What an open file was when it was opened.</summary>
    public FileIdentity IdentityOf(string path) => _files[path].File.Identity;

    /// <summary>Holds an open file to a lock file: what is read of it must be what that says.</summary>
    /// <exception cref="MergeException">What is known of it already is not.</exception>
    public void Expect(SafetensorsFile file, LockedFile locked)
    {
        _locked[file.Path] = locked;
        foreach (var info in file.Tensors)
        {
            if (_files[file.Path].File.Content(info.Name) is { } known)
                Compare(file.Path, info.Name, known.Hash);
        }
    }

    /// <summary>The content hash of a tensor, if it is known.</summary>
    public ContentHash? Known(StoredTensor tensor) => Content(tensor)?.Hash;

    /// <summary>What a tensor holds, if it is known.</summary>
    public TensorContent? Content(StoredTensor tensor) => _files[tensor.File.Path].File.Content(tensor.Info.Name);

    /// <summary>A tensor to be read; what is not known of its content is found out on the way, and so is whether it is what a lock file says.</summary>
    public InputTensor Input(StoredTensor tensor)
    {
        var (file, handle) = _files[tensor.File.Path];
        var known = MustBeCompared(tensor) ? null : file.Content(tensor.Info.Name);
        return new InputTensor(tensor, handle, known, known is null ? new ContentScan(tensor.Info.DType, tensor.ByteCount) : null, _progress);
    }

    /// <summary>Remembers what was found in tensors that have been read.</summary>
    /// <exception cref="MergeException">A file changed while it was read, or is not what its lock file says; nothing is remembered.</exception>
    public void Learn(IReadOnlyCollection<InputTensor> read)
    {
        CheckUnchanged(read.Select(input => input.Stored));
        foreach (var input in read)
        {
            if (input.Content is not { } content)
                continue;
            if (MustBeCompared(input.Stored))
            {
                Compare(input.Stored.File.Path, input.Stored.Info.Name, content.Hash);
                lock (_compared)
                    _compared.Add(input.Stored);
            }
            var file = _files[input.Stored.File.Path].File;
            if (file.Learn(input.Stored.Info.Name, content))
                _state.Append(file, input.Stored.Info.Name, content);
        }
    }

    /// <summary>Reads and hashes those of the tensors whose content is not known.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="pool">Who reads.</param>
    /// <param name="toBeRead">Whether they will be read after that in a way in which they cannot be compared with a lock file; then this is done now.</param>
    /// <returns>Whether there were any.</returns>
    public bool Hash(IEnumerable<StoredTensor> tensors, WorkerPool pool, bool toBeRead = false)
    {
        var unknown = tensors.Where(tensor => Known(tensor) is null || (toBeRead && MustBeCompared(tensor))).Distinct().ToList();
        pool.ForEach(unknown, tensor => CopyBlock.Count(tensor.ByteCount), (tensor, forEachBlock) =>
        {
            var input = Input(tensor);
            forEachBlock(CopyBlock.Count(tensor.ByteCount), (block, workspace) =>
            {
                var offset = (long)block * CopyBlock.Bytes;
                input.Read(offset, workspace.Bytes((int)Math.Min(CopyBlock.Bytes, tensor.ByteCount - offset)));
            });
            input.FinishContent();
            Learn([input]);
        });
        return unknown.Count > 0;
    }

    /// <summary>Refuses the build if tensors were read from files that are not what they were when they were opened.</summary>
    public void CheckUnchanged(IEnumerable<StoredTensor> read) => CheckUnchanged(read.Select(tensor => _files[tensor.File.Path].File).Distinct());

    /// <summary>Refuses the build if a file is not what it was when it was opened.</summary>
    public static void CheckUnchanged(IEnumerable<HashedFile> inputs)
    {
        foreach (var file in inputs)
        {
            if (FileIdentity.Of(file.Path) != file.Identity)
                throw SafetensorsFile.Changed(file.Path);
        }
    }

    bool MustBeCompared(StoredTensor tensor)
    {
        if (!_locked.ContainsKey(tensor.File.Path))
            return false;
        lock (_compared)
            return !_compared.Contains(tensor);
    }

    void Compare(string path, string tensor, ContentHash content)
    {
        // What the lock file does not list was refused when it was opened.
        if (_locked[path].Tensors![tensor] is var wanted && wanted != content)
        {
            throw new MergeException(
                DiagnosticCodes.UpstreamDiffers,
                $"tensor {QuotedName.Of(tensor)} has the content {content}, in the lock file of the merge that wrote it {wanted}: it was damaged or changed. "
                + "Nothing was published. Rebuild that merge (dotnet build -t:Rebuild), then this one.",
                new SourcePosition(path));
        }
    }

    /// <summary>Closes a file, so that it can be moved or written on systems that forbid that for open files.</summary>
    public void Close(string path)
    {
        if (_files.Remove(path, out var entry))
            entry.Handle.Dispose();
    }

    /// <summary>Moves a file that is still read under the name it had. It is closed meanwhile: some systems move no open files.</summary>
    public void Move(string path, string to)
    {
        var (file, handle) = _files[path];
        handle.Dispose();
        DurableFile.Move(path, to);
        _files[path] = (file, FileBytes.Open(to));
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _files.Values)
            handle.Dispose();
    }
}
