using MergeSdk.Build.Artifact;
using MergeSdk.Build.Checks;
using MergeSdk.Build.Files;
using MergeSdk.Build.Incremental;
using MergeSdk.Compute;
using MergeSdk.Compute.LinearAlgebra;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Build.Session;

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
    readonly IProvenance _provenance;
    readonly Computation _computation;

    public BuildSession(MergeRequest request, CancellationToken cancellation)
    {
        _request = request;
        _plan = request.Plan;
        _state = MergeState.Load(Path.Combine(request.StateFolder, MergeState.FileName));
        _contents = new ContentStore(_state, request.Progress);
        var matrices = new ManagedMatrices();
        _inputs = new PlanInputs(request, _contents, matrices.Id);
        _buffers = MergeBuffers.Of(_plan, request.Checkpoints, request.Workers, request.MemoryLimit);
        _pool = new WorkerPool(_buffers.Workers, cancellation);
        _folder = new ArtifactFolder(request.OutputFolder);
        _provenance = request.Papers.Provenance(request, cancellation);
        _factors = new FactorStore(Path.Combine(request.StateFolder, "merge", "factors"));
        _computation = new Computation(_inputs, _buffers, _pool, _inputs.Groups)
        {
            UserMethods = request.UserMethods,
            Cache = new KeptValues(_inputs, _contents, _factors),
            Matrices = matrices,
            Progress = request.Progress,
        };
    }

    IEnumerable<string> TensorNames => _plan.Tensors.Select(tensor => tensor.Name);

    public void Dispose()
    {
        _provenance.Dispose();
        _contents.Dispose();
        _state.Dispose();
    }

    public IReadOnlyList<(PlannedTensor Tensor, string Reason)> Explain() => FindStale(EarlierOutput.In(_folder, OwnedFiles.In(_request.OutputFolder, _request.LockFile), _contents)).Stale;

    public MergeSummary Run()
    {
        using var running = BuildLock.OfOutput(_request.OutputFolder);
        var owned = OwnedFiles.In(_request.OutputFolder, _request.LockFile);
        var locked = LockedMode.Of(_request);
        var layouts = ShardLayout.Of(_plan);
        // What of the base's folder cannot be read or copied is told here, before anything is computed.
        var files = SmallFiles.Make(_request, layouts);
        owned.CheckReplaceable(
            [.. layouts.Select(layout => layout.File), .. files.Keys],
            name => files.TryGetValue(name, out var content) && content.IsIn(_folder.PathOf(name)));
        owned.CheckEntries(ArtifactFolder.Entries);
        _request.BeforeWriting?.Invoke(
        [
            .. layouts.SelectMany(layout => new[] { _folder.PathOf(layout.File), _folder.PartialPathOf(layout.File) }),
            .. BuildLock.OutputFiles.Select(_folder.PathOf),
        ]);
        if (locked is not null)
            CheckInputs(locked, layouts, files);
        var earlier = EarlierOutput.In(_folder, owned, _contents);
        var staleness = FindStale(earlier);
        RequireUserMethods(staleness);
        var works = layouts.Select(layout => ShardWork.Of(layout, staleness.Reusable, earlier, _folder)).ToList();
        var fromInterrupted = _plan.Tensors.Count(tensor => staleness.Reusable(tensor) is { Count: > 0 } stored && stored.All(_folder.IsPartial));
        FreeSpace.Check(_request.OutputFolder, works.Sum(work => work.NewBytes) + _folder.NewBytes(files));

        if (_request.Provenance)
            _provenance.StartInputs();
        var changed = works.Where(work => work.Mode != ShardMode.Keep).ToList();
        using var writer = new ShardWriter(_inputs, _state, _contents, _computation, _pool);
        var weights = Write(changed, writer);
        foreach (var kept in works.Where(work => work.Mode == ShardMode.Keep).Select(work => _folder.PathOf(work.Layout.File)))
            weights.Add(kept, _contents.IdentityOf(kept));
        var warnings = new NonFiniteCheck(_request, _inputs, _contents, _state).Run().Concat(new BaseCheck(_request, _inputs, _contents).Run());

        CheckWritten(weights);
        var (published, smallBytes) = Publish(layouts, files, weights, owned, weightsChanged: changed.Count > 0, locked);
        if (_request.Provenance)
            smallBytes += _provenance.Write(published);
        else
            _provenance.RemoveStale(published);
        return new MergeSummary(
            _plan.Tensors.Count,
            changed.Sum(work => work.Compute.Count),
            writer.BytesWritten + smallBytes,
            [_folder.PathOf(LockFile.Name), .. published.Except([LockFile.Name]).Concat(ProvenanceFiles.Names).Select(_folder.PathOf).Where(File.Exists).Order(StringComparer.Ordinal)])
        {
            FactorsComputed = _factors.Computed,
            FactorsReused = _factors.Reused,
            FromInterrupted = fromInterrupted,
            Warnings = [.. warnings, .. SmallFiles.LeftOut(_request)],
        };
    }

    /// <summary>Computes the weight files of a slice, and publishes nothing: they stay where files are written, out of loaders' sight.</summary>
    public MergeSummary RunSlice(Slice slice)
    {
        using var running = BuildLock.OfOutput(_request.OutputFolder);
        var earlier = EarlierOutput.In(_folder, OwnedFiles.In(_request.OutputFolder, _request.LockFile), _contents);
        var staleness = FindStale(earlier);
        RequireUserMethods(staleness);
        var works = slice.Of(ShardLayout.Of(_plan)).Select(layout => ShardWork.Of(layout, staleness.Reusable, earlier, _folder)).ToList();
        FreeSpace.Check(_request.OutputFolder, works.Sum(work => work.NewBytes));
        using var writer = new ShardWriter(_inputs, _state, _contents, _computation, _pool);
        Write(works, writer);
        return new MergeSummary(
            works.Sum(work => work.Layout.Tensors.Count), works.Sum(work => work.Compute.Count), writer.BytesWritten, [.. works.Select(work => _folder.PartialPathOf(work.Layout.File))]);
    }

    /// <summary>Refuses to publish weight files that something else has written to, or put in the place of ours.</summary>
    static void CheckWritten(IReadOnlyDictionary<string, FileIdentity> weights)
    {
        foreach (var (path, identity) in weights)
        {
            if (FileIdentity.Of(path) != identity)
            {
                throw new MergeException(
                    DiagnosticCodes.OutputReplaced,
                    "the file is not as this build left it, so nothing was published. Something else writes into the output folder, perhaps a build on another machine. "
                    + "Stop it, and build again.",
                    new SourcePosition(path));
            }
        }
    }

    /// <summary>In locked mode all inputs are hashed first, so that a build that is refused has computed and changed nothing.</summary>
    void CheckInputs(LockedMode locked, IReadOnlyList<ShardLayout> layouts, SortedDictionary<string, FileContent> files)
    {
        _contents.Hash(_plan.Tensors.SelectMany(_inputs.ReadBy), _pool);
        locked.CheckInputs(LockWriter.Make(_request, [], files, _inputs, _contents, _state), layouts);
    }

    Staleness FindStale(EarlierOutput earlier) => Staleness.Find(_plan, _inputs, _state, _contents, earlier, _pool);

    /// <summary>Before anything is touched: the code of all methods that the recipe defines must be at hand.</summary>
    void RequireUserMethods(Staleness staleness)
    {
        var stale = staleness.Stale.Select(entry => entry.Tensor.Node).Distinct();
        foreach (var method in stale.SelectMany(node => node.Closure()).Select(node => node.Method).OfType<UserMethod>())
        {
            if (!_request.UserMethods.ContainsKey(method.Name))
                throw UserMethod.Unknown(method.Name);
        }
    }

    /// <summary>Writes what weight files lack, out of loaders' sight; then all of it is on the disk.</summary>
    /// <returns>The identities of the files that were written, by path.</returns>
    Dictionary<string, FileIdentity> Write(List<ShardWork> changed, ShardWriter writer)
    {
        _request.Progress.Begin(changed.Sum(work => work.Tensors), changed.Sum(work => work.TensorBytes));
        Prepare(changed);
        foreach (var work in changed)
        {
            writer.Write(work, _folder.PartialPathOf(work.Layout.File));
            if (_request.Provenance)
                _provenance.StartOutput(work.Layout.File, _folder.PartialPathOf(work.Layout.File));
        }
        var weights = writer.Finish();
        ContentStore.CheckUnchanged(_inputs.Files);
        return weights;
    }

    /// <summary>Removes what an interrupted build left and this one does not go on with, and takes published files that will be patched out of loaders' sight.</summary>
    void Prepare(List<ShardWork> changed)
    {
        var patched = changed.Select(work => work.Patched?.Path).ToHashSet();
        var copied = changed.SelectMany(work => work.Copy).Select(copy => copy.From.File.Path).ToHashSet();
        var kept = new HashSet<string>();
        foreach (var file in _folder.PartialWeightFiles().ToList())
        {
            var path = _folder.PartialPathOf(file);
            if (patched.Contains(path))
            {
                kept.Add(file);
            }
            else if (copied.Contains(path))
            {
                // Its name may be wanted for another file.
                _contents.Move(path, path + ".from");
                kept.Add(file + ".from");
            }
            else
            {
                _contents.Close(path);
            }
        }
        _folder.ClearPartial(except: kept);
        if (changed.Count == 0)
            return;
        _folder.CreatePartial();
        var published = changed.Select(work => work.Layout.File).Where(file => patched.Contains(_folder.PathOf(file))).ToList();
        if (published.Count == 0)
            return;
        foreach (var file in published)
            _contents.Close(_folder.PathOf(file));
        _folder.Unpublish(written: published);
    }

    /// <summary>Puts weights, small files and lock in place, if anything differs from what is there.</summary>
    /// <returns>Names of the artifact's files, without its provenance, and bytes of small files written.</returns>
    (IReadOnlyList<string> Files, long Bytes) Publish(
        IReadOnlyList<ShardLayout> layouts, SortedDictionary<string, FileContent> files, IReadOnlyDictionary<string, FileIdentity> weights, OwnedFiles owned,
        bool weightsChanged, LockedMode? locked)
    {
        var lockFile = LockWriter.Make(_request, layouts, files, _inputs, _contents, _state);
        locked?.CheckOutputs(lockFile);
        var lockText = (locked?.Lock ?? lockFile).ToBytes();
        files[LockFile.Name] = FileContent.Of(lockText);

        // What may fail beside the artifact comes before it: a build that ends with an error has published nothing.
        _request.BeforePublishing();
        if (locked is null)
            DurableFile.ReplaceIfDifferent(_request.LockFile, lockText);

        var written = 0L;
        if (weightsChanged || !_folder.IsComplete(files))
        {
            foreach (var file in _contents.Files.Except(_inputs.Files).ToList())
                _contents.Close(file.Path);
            _folder.Unpublish();
            written = _folder.Publish([.. layouts.Select(layout => layout.File)], files, stale: owned.Listed);
        }
        _state.Save(TensorNames, [.. _inputs.Files, .. PublishedFiles(layouts, weights)]);
        _factors.KeepOnly(FactorKeys());
        return ([.. layouts.Select(layout => layout.File), .. files.Keys], written);
    }

    /// <summary>The keys of all factors and thresholds in the plan; after a build every content is known.</summary>
    IEnumerable<FactorKey> FactorKeys()
    {
        var factors = new Dictionary<Node, IReadOnlyList<Node>>();
        IReadOnlyList<Node> FactorsIn(Node node) =>
            factors.TryGetValue(node, out var known) ? known : factors[node] = [.. node.Closure().Where(step => step.Method is FactorMethod)];
        return _plan.Tensors.SelectMany(tensor => FactorsIn(tensor.Node).Select(factor => _inputs.KeyOf(factor, tensor)))
            .Concat(_inputs.Groups.All.Select(_inputs.KeyOf).OfType<FactorKey>());
    }

    /// <summary>The published weight files, whose contents are known since they were just written or checked.</summary>
    /// <param name="layouts">The files.</param>
    /// <param name="weights">What they were, by the paths they had, before they were published.</param>
    IEnumerable<HashedFile> PublishedFiles(IReadOnlyList<ShardLayout> layouts, IReadOnlyDictionary<string, FileIdentity> weights)
    {
        foreach (var layout in layouts)
        {
            var path = _folder.PathOf(layout.File);
            // Of a file that somebody has replaced meanwhile nothing is known.
            if (FileIdentity.Of(path) is not { } now || !weights.GetValueOrDefault(path, weights.GetValueOrDefault(_folder.PartialPathOf(layout.File))).IsMoved(now))
                continue;
            var file = new HashedFile($"bin/{layout.File}", path, now);
            foreach (var (tensor, _) in layout.Tensors)
                file.Learn(tensor.Name, _state.Tensor(tensor.Name)!.Content);
            yield return file;
        }
    }
}
