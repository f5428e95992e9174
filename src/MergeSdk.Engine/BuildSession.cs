using MergeSdk.Engine.Artifact;
using MergeSdk.Engine.Execution;
using MergeSdk.Engine.Factors;
using MergeSdk.Engine.Files;
using MergeSdk.Engine.Incremental;
using MergeSdk.Engine.Methods;
using MergeSdk.Engine.Provenance;
using MergeSdk.Engine.Thresholds;

namespace MergeSdk.Engine;

/// <summary>One build: finds what is stale, writes it, publishes the artifact.</summary>
sealed class BuildSession : IDisposable
{
    readonly MergeRequest _request;
    readonly MergePlan _plan;
    readonly MergeState _state;
    readonly ContentStore _contents;
    readonly PlanInputs _inputs;
    readonly MergeBuffers _buffers;
    readonly WorkerPool _pool;
    readonly ArtifactFolder _folder;
    readonly FactorStore _factors;
    readonly FileDigests _digests;

    public BuildSession(MergeRequest request, CancellationToken cancellation)
    {
        _request = request;
        _plan = request.Plan;
        _state = MergeState.Load(Path.Combine(request.StateFolder, "merge.state"));
        _contents = new ContentStore(_state, request.Progress);
        _inputs = new PlanInputs(request, _contents);
        _buffers = MergeBuffers.Of(_plan, request.Checkpoints, request.Workers, request.MemoryLimit);
        _pool = new WorkerPool(_buffers.Workers, cancellation);
        _folder = new ArtifactFolder(request.OutputFolder);
        _digests = FileDigests.Load(Path.Combine(request.StateFolder, "merge.sha256"), request.Workers, cancellation);
        _factors = new FactorStore(Path.Combine(request.StateFolder, "merge", "factors"));
    }

    IEnumerable<string> TensorNames => _plan.Tensors.Select(tensor => tensor.Name);

    public void Dispose()
    {
        _digests.Dispose();
        _contents.Dispose();
        _state.Dispose();
    }

    public IReadOnlyList<(PlannedTensor Tensor, string Reason)> Explain() => FindStale(EarlierOutput.In(_folder, _contents)).Stale;

    public MergeSummary Run()
    {
        var locked = LockedMode.Of(_request);
        var layouts = ShardLayout.Of(_plan);
        if (locked is not null)
            CheckInputs(locked, layouts);
        var earlier = EarlierOutput.In(_folder, _contents);
        var staleness = FindStale(earlier);
        RequireUserMethods(staleness);
        var works = layouts.Select(layout => ShardWork.Of(layout, staleness.Reusable, earlier, _folder)).ToList();
        var fromInterrupted = _plan.Tensors.Count(tensor => staleness.Reusable(tensor) is { Count: > 0 } stored && stored.All(_folder.IsPartial));
        FreeSpace.Check(_request.OutputFolder, works.Sum(work => work.NewBytes));

        var provenance = _request.Provenance ? new ProvenanceWriter(_request, _digests) : null;
        provenance?.StartInputs();
        var changed = works.Where(work => work.Mode != ShardMode.Keep).ToList();
        _request.Progress.Begin(changed.Sum(work => work.Tensors), changed.Sum(work => work.TensorBytes));
        var merges = new TensorMerges(_request, _inputs, _contents, _factors, _buffers);
        using var writer = new ShardWriter(_request, _inputs, _state, _contents, merges, new ThresholdSearch(_inputs, _contents, _factors, merges, _pool), _pool);
        Prepare(changed);
        foreach (var work in changed)
        {
            writer.Write(work, _folder.PartialPathOf(work.Layout.File));
            provenance?.StartOutput(work.Layout.File, _folder.PartialPathOf(work.Layout.File));
        }
        writer.Finish();
        ContentStore.CheckUnchanged(_inputs.Files);
        var warnings = new NonFiniteCheck(_request, _inputs, _contents, _state).Run();

        var smallBytes = Publish(layouts, weightsChanged: changed.Count > 0, locked) + (provenance?.Write() ?? 0);
        return new MergeSummary(
            _plan.Tensors.Count,
            changed.Sum(work => work.Compute.Count),
            writer.BytesWritten + smallBytes,
            [.. Directory.EnumerateFiles(_request.OutputFolder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)])
        {
            FactorsComputed = _factors.Computed,
            FactorsReused = _factors.Reused,
            FromInterrupted = fromInterrupted,
            Warnings = warnings,
        };
    }

    /// <summary>In locked mode all inputs are hashed first, so that a build that is refused has computed and changed nothing.</summary>
    void CheckInputs(LockedMode locked, IReadOnlyList<ShardLayout> layouts)
    {
        _contents.Hash(_plan.Tensors.SelectMany(_inputs.ReadBy), _pool);
        locked.CheckInputs(LockWriter.Make(_request, [], SmallFiles.Make(_request, layouts), _inputs, _contents, _state), layouts);
    }

    Staleness FindStale(EarlierOutput earlier) => Staleness.Find(_plan, _inputs, _state, _contents, earlier, _pool);

    /// <summary>Before anything is touched: the code of all methods that the recipe defines must be at hand.</summary>
    void RequireUserMethods(Staleness staleness)
    {
        var expressions = staleness.Stale.Select(entry => _plan.Expressions[entry.Tensor.Expression]).Distinct();
        foreach (var method in expressions.SelectMany(expression => expression.Nodes).OfType<UserMethod>())
        {
            if (!_request.UserMethods.ContainsKey(method.Name))
                throw UserMethod.Unknown(method.Name);
        }
    }

    /// <summary>Removes what an interrupted build left and this one does not go on with, and takes published files that will be patched out of loaders' sight.</summary>
    void Prepare(List<ShardWork> changed)
    {
        var patched = changed.Select(work => work.Patched?.Path).ToHashSet();
        var copied = changed.SelectMany(work => work.Copy).Select(copy => copy.From.File.Path).ToHashSet();
        foreach (var path in _folder.PartialWeightFiles().Select(_folder.PartialPathOf).Where(path => !patched.Contains(path)).ToList())
        {
            // Its name may be wanted for another file. What is copied from it is read through the handle, which outlives the name.
            if (!copied.Contains(path))
                _contents.Close(path);
            File.Delete(path);
        }
        if (changed.Count == 0)
            return;
        Directory.CreateDirectory(_folder.Partial);
        var published = changed.Select(work => work.Layout.File).Where(file => patched.Contains(_folder.PathOf(file))).ToList();
        if (published.Count > 0)
            _folder.Unpublish(written: published);
    }

    /// <summary>Puts weights, small files and lock in place, if anything differs from what is there.</summary>
    /// <returns>Bytes of small files written.</returns>
    long Publish(IReadOnlyList<ShardLayout> layouts, bool weightsChanged, LockedMode? locked)
    {
        var files = SmallFiles.Make(_request, layouts);
        var lockFile = LockWriter.Make(_request, layouts, files, _inputs, _contents, _state);
        locked?.CheckOutputs(lockFile);
        files[LockFile.Name] = (locked?.Lock ?? lockFile).ToBytes();

        // What may fail beside the artifact comes before it: a build that ends with an error has published nothing.
        _request.BeforePublishing();
        if (locked is null)
            DurableFile.ReplaceIfDifferent(_request.LockFile, files[LockFile.Name]);

        var written = 0L;
        if (weightsChanged || !_folder.IsComplete(files))
        {
            foreach (var file in _contents.Files.Except(_inputs.Files).ToList())
                _contents.Close(file.Path);
            var previous = LockFile.TryRead(_folder.PathOf(LockFile.Name))?.Outputs.Keys.Where(name => Path.GetFileName(name) == name) ?? [];
            var stale = _folder.WeightFiles().Concat(previous).ToList();
            _folder.Unpublish();
            written = _folder.Publish([.. layouts.Select(layout => layout.File)], files, stale);
        }
        _state.Save(TensorNames, [.. _inputs.Files, .. PublishedFiles(layouts)]);
        _factors.KeepOnly(FactorKeys());
        return written;
    }

    /// <summary>The keys of all factors and thresholds in the plan; after a build every content is known.</summary>
    IEnumerable<FactorKey> FactorKeys()
    {
        var factors = _plan.Expressions.Select(expression => expression.Nodes.OfType<Factor>().ToList()).ToList();
        return _plan.Tensors.SelectMany(tensor => factors[tensor.Expression].Select(factor => _inputs.KeyOf(factor, tensor)))
            .Concat(_inputs.Groups.Values.Select(_inputs.KeyOf).OfType<FactorKey>());
    }

    /// <summary>The published weight files, whose contents are known since they were just written or checked.</summary>
    IEnumerable<HashedFile> PublishedFiles(IReadOnlyList<ShardLayout> layouts)
    {
        foreach (var layout in layouts)
        {
            var file = _state.Open($"bin/{layout.File}", _folder.PathOf(layout.File));
            foreach (var (tensor, _) in layout.Tensors)
                file.Learn(tensor.Name, new TensorContent(_state.Tensor(tensor.Name)!.Content, NonFinite: null));
            yield return file;
        }
    }
}
