using System.Diagnostics;
using System.Globalization;
using MergeSdk.Build;
using MergeSdk.Build.Files;
using MergeSdk.Build.Session;
using MergeSdk.Compute;
using MergeSdk.Graph.Plans;
using MergeSdk.Hub;
using MergeSdk.Hub.Licenses;
using MergeSdk.Recipes;

namespace MergeSdk.Tool;

/// <summary>The stages of a merge project: compile the recipe to a plan, then merge, show or explain it.</summary>
sealed class ProjectBuild(MergeProject project, Output output, int workers, string memoryLimit)
{
    long MemoryLimit => Sizes.Parse(memoryLimit, new SourcePosition(project.Project));

    string PlanFile => Path.Combine(project.Intermediate, "merge.plan.json");

    /// <summary>Compiles, merges and leaves what MSBuild needs to know next time.</summary>
    public void Build(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        // From the start: the recipe and the plan are written to the same folder.
        using var running = BuildLock.OfProject(project.Intermediate);
        var stamp = new BuildStamp(project);
        var compiled = Compile(cancellation);
        var request = Request(compiled) with { BeforeWriting = stamp.Begin };
        SystemLimits.CheckOpenFiles(WeightFiles(request));
        foreach (var warning in ParentLicenses.Check(request))
            output.Report(warning);
        // Meanwhile, since the merge does not need the file.
        var writingPlan = Task.Run(() => WritePlan(compiled), CancellationToken.None);
        MergeSummary summary;
        try
        {
            summary = Merge(request with { BeforePublishing = () => writingPlan.GetAwaiter().GetResult() }, cancellation);
        }
        finally
        {
            // Unlike Wait, this does not throw over what ended the merge.
            Task.WaitAny([writingPlan], CancellationToken.None);
        }
        foreach (var warning in summary.Warnings)
            output.Report(warning);
        var counts = string.Create(CultureInfo.InvariantCulture, $"{summary.Tensors} tensors");
        var upToDate = $"{project.Name} -> {project.Output} ({counts}: {summary.Tensors} up to date)";
        var fromInterrupted = summary.FromInterrupted == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({summary.FromInterrupted} from an interrupted build)");
        output.Important(summary is { Merged: 0, BytesWritten: 0 } ? upToDate : string.Create(CultureInfo.InvariantCulture,
            $"{project.Name} -> {project.Output} ({counts}: {summary.Merged} merged, {summary.UpToDate} up to date{fromInterrupted}, {Sizes.Format(summary.BytesWritten)} written in {clock.Elapsed.TotalSeconds:0.0} s)"));
        stamp.Write(compiled, summary, output.Diagnostics, upToDate);
    }

    /// <summary>Compiles and shows the plan, and what a first build would have to do.</summary>
    public void Plan(CancellationToken cancellation)
    {
        var compiled = Compile(cancellation);
        var estimating = Task.Run(() => PlannedWork.Of(compiled.Plan, compiled.Checkpoints, workers, MemoryLimit), cancellation);
        WritePlan(compiled);
        var work = estimating.GetAwaiter().GetResult();
        output.Important([.. PlanTable.Lines(compiled.Plan), .. ArgumentLine(compiled), string.Create(
            CultureInfo.InvariantCulture,
            $"{compiled.Plan.Tensors.Count} tensors: {Sizes.Format(work.BytesToRead)} to read, {Sizes.Format(work.BytesToWrite)} to write, about {Sizes.Format(work.PeakMemory)} of memory")]);
    }

    static IEnumerable<string> ArgumentLine(CompiledRecipe compiled) =>
        compiled.Plan.Arguments.Count == 0 ? [] : [$"arguments: {string.Join(", ", compiled.Plan.Arguments.Select(argument => $"{argument.Key} = {argument.Value}"))}"];

    /// <summary>Compiles and tells which tensors a build would compute, and why.</summary>
    public void Explain(CancellationToken cancellation)
    {
        using var running = BuildLock.OfProject(project.Intermediate);
        var compiled = Compile(cancellation);
        WritePlan(compiled);
        var stale = MergeBuild.Explain(Request(compiled), cancellation);
        output.Important(stale
            .Select(item => $"{item.Tensor.Name}: {item.Reason}")
            .Append(string.Create(CultureInfo.InvariantCulture, $"{stale.Count} of {compiled.Plan.Tensors.Count} tensors would be merged")));
    }

    /// <summary>How many weight files a merge has open: those of the models and those that it wrote before; for its provenance each is opened a second time.</summary>
    static int WeightFiles(MergeRequest request) =>
        (request.Provenance ? 2 : 1) * (request.Checkpoints.Values.Sum(model => model.Files.Count) + request.Plan.Shards.Count);

    MergeSummary Merge(MergeRequest request, CancellationToken cancellation)
    {
        var text = new ProgressText(request.Progress, workers, TimeProvider.System, () => Environment.CpuUsage.TotalTime);
        using var display = new ProgressDisplay(text, output, TimeProvider.System);
        return MergeBuild.Run(request, cancellation);
    }

    CompiledRecipe Compile(CancellationToken cancellation)
    {
        var arguments = GivenArguments.Of(project);
        var program = RecipeProgram.Load(
            new RecipeRequest
            {
                RecipePath = project.Recipe,
                Name = project.Name,
                ProjectPath = project.Project,
                Models = [.. project.Models.Select(model => new ModelInput(model.Name, model.Path, model.As, Enum.Parse<ModelKind>(model.Kind), model.Id))],
                References = project.References,
                NativeLibraries = project.NativeLibraries,
                MaxShardBytes = Sizes.Parse(project.MaxShardSize, new SourcePosition(project.Project)),
                CacheFile = Path.Combine(project.Intermediate, "merge.recipe"),
            },
            cancellation);
        var compiled = program.Plan(arguments, cancellation);
        foreach (var diagnostic in compiled.Diagnostics)
            output.Report(diagnostic);
        return compiled;
    }

    void WritePlan(CompiledRecipe compiled)
    {
        Directory.CreateDirectory(project.Intermediate);
        DurableFile.ReplaceIfDifferent(PlanFile, stream => MergePlanFile.Write(compiled.Plan, stream));
    }

    MergeRequest Request(CompiledRecipe compiled)
    {
        var merges = project.Models.Where(model => model.Kind == nameof(ModelKind.Merge)).DistinctBy(model => Path.GetFullPath(model.Path))
            .ToDictionary(model => Path.GetFullPath(model.Path), model => model.State);
        return new MergeRequest
        {
            Papers = new HubPapers(),
            Plan = compiled.Plan,
            Checkpoints = compiled.Checkpoints,
            Upstream = compiled.Checkpoints.Where(model => merges.ContainsKey(Path.GetFullPath(model.Value.Folder)))
                .ToDictionary(model => model.Key, model => merges[Path.GetFullPath(model.Value.Folder)]),
            DeclaredInputs = project.DeclaredInputs,
            SourceFolders = project.SourceFolders,
            OutputFolder = project.Output,
            StateFolder = project.Intermediate,
            LockFile = project.Lock,
            UserMethods = compiled.UserMethods,
            Locked = IsTrue(project.Locked),
            Provenance = IsTrue(project.Provenance),
            Settings = new Dictionary<string, string> { ["maxShardSize"] = project.MaxShardSize },
            Assemblies = [.. project.References, .. project.NativeLibraries],
            NonFinite = NonFinite(),
            Workers = workers,
            MemoryLimit = MemoryLimit,
        };
    }

    NonFinitePolicy NonFinite() =>
        Enum.GetValues<NonFinitePolicy>().Where(policy => policy.ToString().Equals(project.NonFinite, StringComparison.OrdinalIgnoreCase)).ToList() is [var policy]
            ? policy
            : throw new MergeException(
                DiagnosticCodes.NonFinitePolicyInvalid,
                $"'{project.NonFinite}' does not say what becomes of NaN and infinities. Write Error, Warn or Allow.",
                new SourcePosition(project.Project));

    static bool IsTrue(string property) => property.Equals("true", StringComparison.OrdinalIgnoreCase);
}
