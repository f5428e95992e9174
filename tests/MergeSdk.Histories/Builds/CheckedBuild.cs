using MergeSdk.Graph;
using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories.Builds;

/// <summary>Builds a merge of a history in one of several ways, and judges what came of it.</summary>
sealed class CheckedBuild(World world, Stage stage, HistoryReport report, Action<Stage>? sabotage)
{
    /// <summary>What a project lies in that a build may change.</summary>
    static readonly string[] s_own = ["bin", "obj", "merge.lock.json", "merge.lock.json.tmp"];

    static readonly string[] s_provenance = ["merge.provenance.json", "merge.cdx.json"];

    readonly Snapshot _outputBefore = Snapshot.Of(stage.Output);
    readonly Snapshot _othersBefore = Others(world, stage);
    readonly Dictionary<string, byte[]> _targetsBefore = world.LinkTargets.ToDictionary(path => path, File.ReadAllBytes);

    /// <summary>Builds to the end. It must do what a clean build does, and if <paramref name="explained"/> is given, compute as many tensors.</summary>
    public async Task<BuildResult> Run(BuildLimits limits, bool locked = false, int? explained = null)
    {
        var clean = await Clean(locked).ConfigureAwait(false);
        var result = await ToolRun.Here("build", stage.Project(locked), limits).ConfigureAwait(false);
        sabotage?.Invoke(stage);
        report.Builds++;
        Judge(result, clean);
        if (result.Succeeded && explained is not null && result.Merged != explained)
            throw new Fault("explain and build disagree", $"{explained} tensors would be merged, said explain; the build merged {result.Merged}: {result.Text}");
        return result;
    }

    /// <summary>Cancels a build after a time.</summary>
    public async Task<BuildResult> Cancel(BuildLimits limits, TimeSpan after)
    {
        var clean = await Clean(locked: false).ConfigureAwait(false);
        using var stop = new CancellationTokenSource(after);
        var result = await ToolRun.Here("build", stage.Project(), limits, stop.Token).ConfigureAwait(false);
        report.Builds++;
        if (result.ExitCode == BuildResult.Canceled)
            JudgeStopped(clean);
        else
            Judge(result, clean);
        return result;
    }

    /// <summary>Two builds at once, in one state folder or in two.</summary>
    public async Task<string> Twice(BuildLimits limits, bool sameState)
    {
        var clean = await Clean(locked: false).ConfigureAwait(false);
        var project = stage.Project();
        var other = sameState ? project : project with { Intermediate = Path.Combine(stage.Folder, "obj2") };
        Stage.WriteRequest(project);
        var results = await Task.WhenAll(new[] { project, other }.Select(each => Task.Run(() => ToolRun.Here("build", each, limits)))).ConfigureAwait(false);
        if (!sameState)
            Directory.Delete(other.Intermediate, recursive: true);
        report.Builds += 2;
        if (results.FirstOrDefault(result => result.Succeeded) is { } succeeded)
        {
            foreach (var result in results.Where(result => !result.Succeeded))
                RequireClean(result);
            Judge(succeeded, clean with { Diagnostics = succeeded.Diagnostics(project) });
        }
        else
        {
            foreach (var result in results)
                RequireClean(result);
            JudgeStopped(clean);
            // Each may have been in the other's way.
            var failed = results.Where(result => result.ErrorCodes.Any(code => code is not ("MERGE4001" or "MERGE4002" or "MERGE4004"))).ToList();
            if (clean.Result.Succeeded && !failed.TrueForAll(result => IsRefused(result, clean)))
                throw new Fault("two builds at once fail", $"{results[0].Text}\n{results[1].Text}");
            failed.ForEach(MoveAway);
        }
        return string.Join(" and ", results.Select(result => result.ExitCode).Order());
    }

    /// <summary>Kills a build as it works.</summary>
    /// <param name="limits">What it may use.</param>
    /// <param name="after">How long after it has begun; null: its command ends it.</param>
    /// <param name="command">What to start it by.</param>
    /// <param name="signal">What to end it with.</param>
    public async Task<BuildResult> Kill(BuildLimits limits, TimeSpan? after, IEnumerable<string> command, string signal = "KILL")
    {
        var clean = await Clean(locked: false).ConfigureAwait(false);
        var begun = Path.Combine(stage.State, "merge.busy.by");
        File.Delete(begun);
        using var process = ToolRun.Start(stage.Project(), limits, command);
        var (errors, text) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        if (after is { } moment)
        {
            while (!File.Exists(begun) && !process.HasExited)
                await Task.Delay(1).ConfigureAwait(false);
            await Task.Delay(moment).ConfigureAwait(false);
            if (!process.HasExited)
                System.Diagnostics.Process.Start("kill", ["-" + signal, $"{process.Id}"]).WaitForExit();
        }
        await process.WaitForExitAsync().ConfigureAwait(false);
        var result = new BuildResult(process.ExitCode, await text.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        report.Builds++;
        if (result.ExitCode is not (BuildResult.Killed or BuildResult.Canceled))
        {
            Judge(result, clean);
            return result;
        }
        report.Stopped++;
        JudgeStopped(clean);
        return result;
    }

    /// <summary>Runs a command that must leave everything as it is but the state folder.</summary>
    public async Task<BuildResult> Look(string verb, BuildLimits limits)
    {
        var result = await ToolRun.Here(verb, stage.Project(), limits).ConfigureAwait(false);
        if (result.ExitCode is not (BuildResult.Success or BuildResult.Errors))
            throw new Fault($"{verb} breaks", result.Text);
        if (_outputBefore.Difference(Snapshot.Of(stage.Output), "the folder before", "the folder after") is { } difference)
            throw new Fault($"{verb} changes the output", difference);
        RequireOthersUntouched(verb);
        return result;
    }

    async Task<CleanBuild> Clean(bool locked)
    {
        var project = stage.Project(locked);
        var inputs = new[] { Path.Combine(world.Here, "models"), stage.Upstream?.Output }.OfType<string>().Select(folder => Snapshot.Of(folder).Digest());
        var key = string.Join('\n', [project, .. project.Models, .. inputs, stage.RecipeTexts(), locked ? LockText() : ""]);
        if (world.CleanBuilds.TryGetValue(key, out var known))
            return known;
        var clean = await CleanBuild.Of(world, stage, locked).ConfigureAwait(false);
        RequireClean(clean.Result);
        return world.CleanBuilds[key] = clean;
    }

    string LockText() => File.Exists(stage.Lock) ? Convert.ToHexString(File.ReadAllBytes(stage.Lock)) : "";

    void Judge(BuildResult result, CleanBuild clean)
    {
        RequireOthersUntouched("a build");
        var diagnostics = result.Diagnostics(stage.Project());
        if (!result.Succeeded)
        {
            RequireClean(result);
            report.CountFailed(result);
            JudgeStopped(clean);
            if (diagnostics.SequenceEqual(clean.Diagnostics))
                return;
            // What others have done to the project's own files a clean build cannot know, whatever else it finds.
            if (!IsRefused(result, clean))
                throw new Fault("fails unlike a clean build", $"this build:\n{result.Text}\nthe clean one:\n{clean.Result.Text}");
            report.Refused++;
            MoveAway(result);
            return;
        }
        if (!clean.Result.Succeeded)
        {
            // The upstream's damage may be in a tensor that this build, unlike a clean one, need not read.
            if (stage.Upstream is { IsDamaged: true })
                return;
            throw new Fault("succeeds where a clean build fails", $"this build:\n{result.Text}\nthe clean one:\n{clean.Result.Text}");
        }
        RequireForeign();
        var artifact = Artifact();
        // What an earlier build wrote stays while it holds, also where it is not wanted any more.
        var hasProvenance = stage.Provenance || s_provenance.Any(name => artifact[name] is not null);
        var expected = hasProvenance ? clean.Output : clean.Output.Without(s_provenance);
        if (artifact.Difference(expected, "this build's output", "a clean build's") is { } difference)
            throw new Fault("other bytes than a clean build's", $"{difference}\n{result.Text}");
        if (!File.Exists(stage.Lock) || !File.ReadAllBytes(stage.Lock).AsSpan().SequenceEqual(clean.Lock))
            throw new Fault("another lock than a clean build's", result.Text);
        if (File.Exists(stage.Lock + ".tmp"))
            throw new Fault("a temporary file stays", result.Text);
        if (!diagnostics.SequenceEqual(clean.Diagnostics))
            throw new Fault("tells other things than a clean build", $"this build:\n{result.Text}\nthe clean one:\n{clean.Result.Text}");
        report.Compared++;
        stage.IsDamaged = false;
        if (stage.EarlierStates.Count == 3)
            stage.EarlierStates.RemoveAt(0);
        stage.EarlierStates.Add(Snapshot.Of(stage.State));
    }

    /// <summary>After a build that did not come to its end: what a loader would open is what was there before, or the whole new model.</summary>
    void JudgeStopped(CleanBuild clean)
    {
        RequireOthersUntouched("a build");
        RequireForeign();
        var now = Artifact();
        if (now["model.safetensors"] is null && now["model.safetensors.index.json"] is null)
            return;
        var (after, before) = (Loadable(now), Loadable(_outputBefore.Without(stage.Foreign.Keys)));
        var difference = after.Difference(before, "the folder", "what was there before");
        if (difference is not null && (!clean.Result.Succeeded || after.Difference(Loadable(clean.Output), "the folder", "a clean build's") is not null))
            throw new Fault("a torn artifact that a loader opens", difference);
    }

    Snapshot Artifact() => Snapshot.Of(stage.Output).Without(stage.Foreign.Keys);

    /// <summary>
    /// Without what is being written, without the build's own lock, which a killed one leaves, and without the provenance, which comes last and is taken away first.
    /// </summary>
    static Snapshot Loadable(Snapshot folder) => folder.Without([.. folder.Entries.Keys.Where(name =>
        name.StartsWith(".partial/", StringComparison.Ordinal) || name is ".merge.busy" or ".merge.busy.by" || s_provenance.Contains(name))]);

    void RequireForeign()
    {
        foreach (var (name, content) in stage.Foreign)
        {
            var path = Path.Combine(stage.Output, name);
            if (name.EndsWith('/') ? !Directory.Exists(path) : !File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                throw new Fault("a file of others is lost", path);
        }
    }

    void RequireOthersUntouched(string who)
    {
        if (_othersBefore.Difference(Others(world, stage), "what was there before", "what is there now") is { } difference)
            throw new Fault($"{who} changes files that are not its own", difference);
        foreach (var (path, content) in _targetsBefore)
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                throw new Fault($"{who} changes a file behind a link", path);
        }
    }

    /// <summary>Whether the output folder is none of ours, or a file in it, or the lock file, and that is what a step has made of it.</summary>
    bool IsRefused(BuildResult result, CleanBuild clean) => result.ErrorCodes.All(code => code switch
    {
        "MERGE4013" => stage.IsDamaged,
        // A build spares files of others until one has a name that the merge now has, too: another base may bring it.
        "MERGE4014" => stage.IsDamaged || stage.Foreign.Keys.Any(name => clean.Output[name] is not null),
        "MERGE4015" => stage.HasUnreadableLock,
        _ => false,
    });

    /// <summary>Does what the user is told to.</summary>
    void MoveAway(BuildResult refused)
    {
        if (refused.ErrorCodes.Contains("MERGE4015"))
            File.Delete(stage.Lock);
        else
            stage.DeleteOutput();
    }

    static Snapshot Others(World world, Stage stage) => Snapshot.Of(world.Here, [.. s_own.Append("obj2").Select(own => $"{stage.Name}/{own}")]);

    static void RequireClean(BuildResult result)
    {
        var failed = result.ExitCode == BuildResult.Errors && result.ErrorCodes.Count > 0;
        if (!result.Succeeded && !failed || result.ErrorCodes.Contains("MERGE5199") || result.Text.Contains("   at ", StringComparison.Ordinal))
            throw new Fault("fails badly", $"exit code {result.ExitCode}: {result.Text}");
    }
}
