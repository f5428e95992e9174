using System.Text;
using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Execution;
using MergeSdk.Engine.Files;
using MergeSdk.Engine.Incremental;
using MergeSdk.Tensors;
using Microsoft.Win32.SafeHandles;

namespace MergeSdk.Engine;

/// <summary>One build: decides what to compute, computes it, publishes.</summary>
internal sealed class BuildSession : IDisposable
{
    private readonly MergeRequest _request;
    private readonly MergePlan _plan;
    private readonly MergeState _state;
    private readonly ContentStore _contents;
    private readonly WorkerPool _pool;
    private readonly ArtifactFolder _folder;
    private readonly IReadOnlyList<HashedFile> _inputFiles;
    private readonly TileProgram[] _programs;
    private long _bytesWritten;

    public BuildSession(MergeRequest request, CancellationToken cancellation)
    {
        _request = request;
        _plan = request.Plan;
        _state = MergeState.Load(Path.Combine(request.StateFolder, "merge.state"));
        _contents = new ContentStore(_state);
        _pool = new WorkerPool(request.Workers, cancellation);
        _folder = new ArtifactFolder(request.OutputFolder);
        _inputFiles = OpenInputs();
        _programs = [.. _plan.Expressions.Select(expression => new TileProgram(expression))];
    }

    public void Dispose()
    {
        _contents.Dispose();
        _state.Dispose();
    }

    public MergeSummary Run()
    {
        var layouts = ShardLayout.Of(_plan);
        var earlier = EarlierOutput.In(_folder, _contents);
        var stale = Decide(earlier).ToDictionary(decision => decision.Tensor.Name);
        var works = layouts
            .Select(layout => ShardWork.Of(layout, tensor => stale.TryGetValue(tensor.Name, out var decision) ? [] : Reusable(tensor, earlier), earlier, _folder))
            .ToList();
        FreeSpace.Check(_request.OutputFolder, works.Sum(work => work.NewBytes));

        Prepare(works);
        foreach (var work in works.Where(work => work.Mode != ShardMode.Keep))
            Execute(work);
        Publish(layouts, works);
        return new MergeSummary(_plan.Tensors.Count, works.Sum(work => work.Compute.Count), _bytesWritten, OutputFiles());
    }

    public IReadOnlyList<(PlannedTensor Tensor, string Reason)> Explain() => [.. Decide(EarlierOutput.In(_folder, _contents))];

    private List<HashedFile> OpenInputs()
    {
        var files = new List<HashedFile>();
        foreach (var model in _plan.Models)
        {
            var checkpoint = _request.Checkpoints[model.Name];
            files.AddRange(checkpoint.Files.Select(file => _contents.Open($"{model.Path}/{Path.GetFileName(file.Path)}", file.Path)));
            if (_request.Upstream.Contains(model.Name) && LockFile.TryRead(Path.Combine(checkpoint.Folder, LockFile.Name)) is { } upstream)
                _contents.Trust(checkpoint, upstream);
        }
        return files;
    }

    private StoredTensor Input(TensorReference reference) => _request.Checkpoints[reference.Model].Tensors[reference.Tensor];

    private ActionKey KeyOf(PlannedTensor tensor) =>
        ActionKey.Of(tensor, _plan.Expressions[tensor.Expression], [.. tensor.Inputs.Select(Input).Select(stored => (stored.Info, _contents.Known(stored)))]);

    /// <summary>The tensors to compute, each with the reason.</summary>
    private List<(PlannedTensor Tensor, string Reason)> Decide(EarlierOutput earlier)
    {
        var stale = new List<(PlannedTensor, string)>();

        // Only where everything else in the key is as it was are contents worth reading before the merge does.
        var candidates = new List<(PlannedTensor Tensor, TensorRecord Record)>();
        foreach (var tensor in _plan.Tensors)
        {
            if (_state.Tensor(tensor.Name) is not { } record)
                stale.Add((tensor, "not built before"));
            else if (KeyOf(tensor).DifferenceFrom(record.Key) is { } difference)
                stale.Add((tensor, difference));
            else
                candidates.Add((tensor, record));
        }
        _contents.Hash(candidates.SelectMany(candidate => candidate.Tensor.Inputs).Select(Input), _pool);

        var unchanged = new List<(PlannedTensor Tensor, TensorRecord Record)>();
        foreach (var (tensor, record) in candidates)
        {
            if (KeyOf(tensor).DifferenceFrom(record.Key) is { } difference)
                stale.Add((tensor, difference));
            else
                unchanged.Add((tensor, record));
        }
        _contents.Hash(unchanged.SelectMany(candidate => earlier.Find(candidate.Tensor)), _pool);

        foreach (var (tensor, record) in unchanged)
        {
            var stored = earlier.Find(tensor);
            if (stored.Count == 0)
                stale.Add((tensor, "the output is missing"));
            else if (!stored.Any(candidate => _contents.Known(candidate) == record.Content))
                stale.Add((tensor, "the output's content is not what was written: it was damaged or replaced"));
        }
        return stale;
    }

    private List<StoredTensor> Reusable(PlannedTensor tensor, EarlierOutput earlier) =>
        [.. earlier.Find(tensor).Where(stored => _contents.Known(stored) == _state.Tensor(tensor.Name)!.Content)];

    /// <summary>Takes published files that will be patched out of loaders' sight, and makes room for new ones.</summary>
    private void Prepare(IReadOnlyList<ShardWork> works)
    {
        if (works.All(work => work.Mode == ShardMode.Keep))
            return;
        Directory.CreateDirectory(_folder.Partial);
        var patchesPublished = works.Where(work => work.Mode == ShardMode.Patch && !File.Exists(_folder.PartialPathOf(work.Layout.File))).ToList();
        foreach (var file in _folder.PartialWeightFiles().ToList())
        {
            // A leftover of another layout would be in the way of the file of its name.
            if (!works.Any(work => work.Mode == ShardMode.Patch && work.Layout.File == file) && !works.Any(work => work.Copy.Any(copy => copy.From.File.Path == _folder.PartialPathOf(file))))
            {
                _contents.Close(_folder.PartialPathOf(file));
                File.Delete(_folder.PartialPathOf(file));
            }
        }
        if (patchesPublished.Count == 0)
            return;
        _folder.Unpublish();
        foreach (var work in patchesPublished)
            _folder.Withdraw(work.Layout.File);
    }

    private void Execute(ShardWork work)
    {
        var path = _folder.PartialPathOf(work.Layout.File);
        using var handle = File.OpenHandle(
            path,
            work.Mode == ShardMode.Write ? FileMode.Create : FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.Read,
            preallocationSize: work.Mode == ShardMode.Write ? work.Layout.Length : 0);
        if (work.Mode == ShardMode.Write)
        {
            RandomAccess.SetLength(handle, work.Layout.Length);
            RandomAccess.Write(handle, work.Layout.Header, 0);
            _bytesWritten += work.Layout.Header.Length;
        }

        _pool.ForEach(work.Copy, copy => Block.Count(copy.From.ByteCount, Block.CopyBytes), (copy, forEachBlock) =>
        {
            PlainCopy(new InputTensor(copy.From, _contents.Handle(copy.From), _contents.Known(copy.From)), handle, copy.Position, forEachBlock);
        });
        _pool.ForEach(
            work.Compute,
            placed => Block.Count(placed.Tensor.Shape.ElementCount, Block.Elements),
            (placed, forEachBlock) => Compute(placed.Tensor, handle, placed.Position, forEachBlock));
        DurableFile.Flush(handle, path);
    }

    private void Compute(PlannedTensor tensor, SafeFileHandle file, long position, Action<int, Action<int, Workspace>> forEachBlock)
    {
        var inputs = tensor.Inputs.Select(Input).Select(stored => new InputTensor(stored, _contents.Handle(stored), _contents.Known(stored))).ToList();
        ContentHash content;
        if (_plan.Expressions[tensor.Expression] is Input copied && inputs[copied.Index].Stored.Info.DType == tensor.DType)
        {
            content = PlainCopy(inputs[copied.Index], file, position, forEachBlock);
        }
        else
        {
            var output = new OutputTensor(file, position, tensor.DType.ByteCount(tensor.Shape.ElementCount));
            using var merge = new TensorMerge(tensor, _programs[tensor.Expression], inputs, output, _pool.Workers);
            merge.Run(forEachBlock);
            Interlocked.Add(ref _bytesWritten, tensor.DType.ByteCount(tensor.Shape.ElementCount));
            content = output.Hash();
        }
        foreach (var input in inputs.Where(input => input.ContentHash is not null))
            _contents.Learn(input.Stored, input.ContentHash!.Value);
        _state.Append(new TensorRecord(tensor.Name, KeyOf(tensor), content));
    }

    /// <summary>Copies stored bytes; their hash is the input's.</summary>
    private ContentHash PlainCopy(InputTensor input, SafeFileHandle file, long position, Action<int, Action<int, Workspace>> forEachBlock)
    {
        var total = input.Stored.ByteCount;
        forEachBlock(Block.Count(total, Block.CopyBytes), (block, workspace) =>
        {
            var offset = (long)block * Block.CopyBytes;
            var bytes = workspace.Output((int)Math.Min(Block.CopyBytes, total - offset));
            input.Read(offset, bytes);
            RandomAccess.Write(file, bytes, position + offset);
        });
        input.FinishHash();
        Interlocked.Add(ref _bytesWritten, total);
        return input.ContentHash!.Value;
    }

    private void Publish(IReadOnlyList<ShardLayout> layouts, IReadOnlyList<ShardWork> works)
    {
        try
        {
            ContentStore.CheckUnchanged(_inputFiles);
        }
        catch (MergeException)
        {
            _state.Forget(works.SelectMany(work => work.Compute).Select(placed => placed.Tensor.Name));
            _state.Save(_plan.Tensors.Select(tensor => tensor.Name), _inputFiles.Take(0));
            throw;
        }

        var previous = LockFile.TryRead(_folder.PathOf(LockFile.Name));
        var files = SmallFiles.Make(_request, layouts);
        var lockText = MakeLock(layouts, files).ToBytes();
        files[LockFile.Name] = lockText;
        if (!(works.All(work => work.Mode == ShardMode.Keep) && _folder.IsComplete(files)))
        {
            foreach (var file in _contents.Files.Except(_inputFiles).ToList())
                _contents.Close(file.Path);
            _folder.Unpublish();
            var names = layouts.Select(layout => layout.File).ToList();
            var stale = _folder.WeightFiles().Concat((previous?.Outputs.Keys ?? []).Where(name => Path.GetFileName(name) == name));
            _bytesWritten += _folder.Publish(names, files, stale.ToList());
        }
        DurableFile.ReplaceIfDifferent(_request.LockFile, lockText);
        _state.Save(_plan.Tensors.Select(tensor => tensor.Name), [.. _inputFiles, .. PublishedFiles(layouts)]);
    }

    /// <summary>The published weight files, whose contents are known since they were just written or checked.</summary>
    private IEnumerable<HashedFile> PublishedFiles(IReadOnlyList<ShardLayout> layouts)
    {
        foreach (var layout in layouts)
        {
            var file = _state.Open($"bin/{layout.File}", _folder.PathOf(layout.File));
            foreach (var (tensor, _) in layout.Tensors)
                file.Contents[tensor.Name] = _state.Tensor(tensor.Name)!.Content;
            yield return file;
        }
    }

    private LockFile MakeLock(IReadOnlyList<ShardLayout> layouts, SortedDictionary<string, byte[]> smallFiles)
    {
        var outputs = new SortedDictionary<string, LockedFile>(NaturalComparer.Instance);
        foreach (var (name, bytes) in smallFiles)
            outputs[name] = LockedFile.OfBytes(bytes);
        foreach (var layout in layouts)
        {
            outputs[layout.File] = LockedFile.OfWeights(
                layout.Tensors.Select(placed => (new TensorInfo(placed.Tensor.Name, placed.Tensor.DType, placed.Tensor.Shape, 0), _state.Tensor(placed.Tensor.Name)!.Content)),
                listTensors: true);
        }
        return new LockFile
        {
            Tool = $"MergeSdk {ToolVersion}",
            Recipe = _request.RecipeFiles.ToDictionary(file => file.Name, file => TensorHasher.Hash(Encoding.UTF8.GetBytes(file.Text))),
            Seed = _plan.Seed,
            Inputs = _plan.Models.ToDictionary(model => model.Name, LockInput),
            Outputs = outputs,
        };
    }

    /// <summary>An input model's entry: the tensors that were used, and of the base the small files too.</summary>
    private LockedModel LockInput(PlannedModel model)
    {
        var files = new SortedDictionary<string, LockedFile>(NaturalComparer.Instance);
        if (model.Name == _plan.Files.Base)
        {
            foreach (var path in SmallFiles.CopiedFiles(_request.Checkpoints[model.Name].Folder))
                files[Path.GetFileName(path)] = LockedFile.OfBytes(File.ReadAllBytes(path));
        }
        var used = _plan.Tensors.SelectMany(tensor => tensor.Inputs).Where(input => input.Model == model.Name).Distinct().Select(Input);
        foreach (var tensors in used.GroupBy(stored => stored.File))
            files[Path.GetFileName(tensors.Key.Path)] = LockedFile.OfWeights(tensors.Select(stored => (stored.Info, _contents.Known(stored)!.Value)), listTensors: false);
        return new LockedModel(model.Path, files);
    }

    private List<string> OutputFiles() =>
        [.. Directory.EnumerateFiles(_request.OutputFolder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];

    private static string ToolVersion => typeof(BuildSession).Assembly.GetName().Version!.ToString(3);
}
