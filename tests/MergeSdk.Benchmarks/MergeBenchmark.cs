using System.Globalization;

namespace MergeSdk.Benchmarks;

/// <summary>
/// Whole builds of merges against the least that their input and output takes. Floors and merges run in turn, round by round, so that all see the same machine.
/// </summary>
sealed class MergeBenchmark
{
    const string Notes =
        """
        Wall: seconds of a whole process `mergesdk build`, from start to end, its start and, unless the title says otherwise, the recipe's compilation included;
        median (minimum–maximum). All outputs and all other state are removed before each run.
        Floor of n models: the benchmark reads n models and writes one in blocks of 512 KiB, with as many threads, to a preallocated file, and forces it to
        the disk. It computes and hashes nothing, and tells the kernel 8 MiB ahead what it will read. `cat` reads n models, `cp` copies one, with `sync` of its files.
        × floor: wall divided by the floor of as many models, as ratio of medians, of minima, and of the wall less the no-op's. CPU: seconds, user +
        system. Read and written: what read and write calls moved, whether or not the page cache had it; from disk: what the page cache did not have. GB/s:
        the models once, and the output, by wall. No-op: a second build right after.
        """;

    readonly ModelFamily _family;
    readonly IReadOnlyList<MergeMethod> _methods;
    readonly WorkFolder _work;
    readonly List<(MergeConfiguration Configuration, List<Subject> Subjects)> _parts;

    public MergeBenchmark(ModelFamily family, IReadOnlyList<MergeMethod> methods, IEnumerable<MergeConfiguration> configurations, WorkFolder work)
    {
        (_family, _methods, _work) = (family, methods, work);
        _parts = [.. configurations.Select(configuration => (configuration, Subjects(configuration)))];
    }

    string OutputFile => _work["floor.safetensors"];

    public void Run(int runs)
    {
        var load = Machine.Load;
        // Compiles the floor's code.
        CopyFloor.Run([_family.Weights(ModelFamily.Base)], OutputFile, threads: 1);
        for (var round = 1; round <= runs; round++)
        {
            foreach (var (configuration, subjects) in _parts)
            {
                foreach (var subject in subjects)
                {
                    _work.Clear();
                    var weights = subject.Models.SelectMany(_family.Weights);
                    if (configuration.Cold)
                        PageCache.Drop(weights);
                    else
                        PageCache.Warm(weights);
                    Console.Write($"round {round} of {runs}: {subject.Name}");
                    subject.Run(subject);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {subject.Builds.Runs[^1].Wall:0.00} s"));
                    Results.Save("results", load, Notes, Tables(), Measurements());
                }
            }
        }
        Results.Write("results", load, Notes, Tables(), Measurements());
    }

    ResultsTable[] Tables() => [.. _parts.Select(part => Table(part.Configuration, [.. part.Subjects.Where(subject => subject.Builds.Runs.Count > 0)]))];

    object Measurements() => _parts.Select(part => new
    {
        part.Configuration,
        Subjects = part.Subjects.Select(subject => new { subject.Name, subject.Models, subject.Writes, subject.Builds, subject.NoOps }),
    });

    List<Subject> Subjects(MergeConfiguration configuration)
    {
        var counts = _methods.Select(method => method.Models.Count).Append(1).Distinct().Order().ToList();
        return [.. counts.Select(Floor), Cat(counts[^1]), Copy(), .. _methods.Select(Merge)];

        Subject Floor(int count)
        {
            var models = ModelFamily.Models.Take(count).ToList();
            return new($"floor of {count}", models, Writes: true, subject => subject.Builds.Runs.Add(
                ResourceUsage.OfAction(() => CopyFloor.Run([.. models.Select(_family.Weights)], OutputFile, configuration.Threads))));
        }

        Subject Cat(int count)
        {
            var models = ModelFamily.Models.Take(count).ToList();
            return new($"cat of {count}", models, Writes: false, subject => subject.Builds.Runs.Add(
                Shell("cat \"$@\" > /dev/null", models.SelectMany(_family.Weights))));
        }

        Subject Copy() => new("cp and sync", [ModelFamily.Base], Writes: true, subject => subject.Builds.Runs.Add(
            Shell("to=\"$1\"; shift; cp \"$@\" \"$to\" && sync \"$to\"/*", [_work.Path, .. _family.Weights(ModelFamily.Base)])));

        Subject Merge(MergeMethod method) => new(method.Name, method.Models, Writes: true, subject =>
        {
            var project = new ToolProject(configuration.Tool, _work["project"], method.Models.ToDictionary(model => model, model => _family[model]), configuration.Threads);
            project.Reset(method.Recipe);
            if (configuration.Compiled)
                project.Plan();
            subject.Builds.Runs.Add(project.Build().Cost);
            subject.NoOps.Runs.Add(project.Build().Cost);
        });
    }

    static RunCost Shell(string script, IEnumerable<string> arguments) => MeasuredProcess.Run(["sh", "-c", script, "sh", .. arguments]).Cost;

    ResultsTable Table(MergeConfiguration configuration, List<Subject> subjects) => new(
        $"Merges of {_family.Shape.Name}: {configuration}",
        ["", "models", "wall s", "× floor", "of minima", "less no-op", "CPU s", "peak MB", "read GB", "written GB", "from disk GB", "GB/s", "no-op s"],
        [.. subjects.Select(subject => Row(subject, subjects.First(other => other.Models.Count == subject.Models.Count)))]);

    IReadOnlyList<string> Row(Subject subject, Subject floor)
    {
        var bytes = _family.Weights(ModelFamily.Base).Sum(file => new FileInfo(file).Length) * (subject.Models.Count + (subject.Writes ? 1.0 : 0));
        var isMerge = subject.NoOps.Runs.Count > 0;
        string Median(Func<RunCost, double> figure, string format) => subject.Builds.Of(figure).Median.ToString(format, CultureInfo.InvariantCulture);
        string Ratio(Func<Spread, double> figure) => (figure(subject.Builds.Wall) / figure(floor.Builds.Wall)).ToString("0.00", CultureInfo.InvariantCulture);
        return
        [
            subject.Name,
            subject.Models.Count.ToString(CultureInfo.InvariantCulture),
            subject.Builds.Wall.ToString(),
            Ratio(wall => wall.Median),
            Ratio(wall => wall.Min),
            isMerge ? (subject.Builds.WallBeyond(subject.NoOps).Median / floor.Builds.Wall.Median).ToString("0.00", CultureInfo.InvariantCulture) : "",
            Median(run => run.Processor, "0.00"),
            isMerge ? Median(run => run.PeakBytes / 1e6, "0") : "",
            Median(run => run.BytesRead / 1e9, "0.00"),
            Median(run => run.BytesWritten / 1e9, "0.00"),
            Median(run => run.BytesFromDisk / 1e9, "0.00"),
            Median(run => bytes / run.Wall / 1e9, "0.00"),
            isMerge ? subject.NoOps.Wall.ToString() : "",
        ];
    }

    /// <summary>What is measured: a floor or a merge.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Models">The models that it reads.</param>
    /// <param name="Writes">Whether it writes one.</param>
    /// <param name="Run">Runs it once and adds what it took.</param>
    sealed record Subject(string Name, IReadOnlyList<string> Models, bool Writes, Action<Subject> Run)
    {
        public Measurement Builds { get; } = new();

        public Measurement NoOps { get; } = new();
    }
}
