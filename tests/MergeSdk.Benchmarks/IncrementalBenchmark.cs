using System.Globalization;

namespace MergeSdk.Benchmarks;

/// <summary>Builds that have little or nothing to compute: nothing changed, one layer's parameter did, or the time stamps of all inputs.</summary>
static class IncrementalBenchmark
{
    const int ChangedLayer = 1;

    const string Notes =
        """
        Task arithmetic of three fine-tunes, built before; then, in turn: nothing changed; another factor for one layer; new time stamps for all files of all
        inputs. Wall: seconds of a whole process `mergesdk build`, median (minimum–maximum). Needed: the bytes of the tensors that changed. Read GB/s: what was
        read, by the wall, both less those of the no-op of the same round; noise where nothing is left. The read floor reads all inputs in blocks of 512 KiB, with as many threads, and does nothing with them.
        The page cache is warm.
        """;

    public static void Run(ModelFamily family, string tool, int threads, int runs)
    {
        var load = Machine.Load;
        using var work = new WorkFolder();
        var project = new ToolProject(tool, work["project"], ModelFamily.Models.ToDictionary(model => model, model => family[model]), threads);
        var files = ModelFamily.Models.SelectMany(family.Weights).ToList();
        var layerTensors = family.Shape.Tensors.Where(tensor => tensor.Name.StartsWith(Prefix(ChangedLayer), StringComparison.Ordinal)).ToList();
        var (noOp, parameter, timeStamps, floor) = (new Measurement(), new Measurement(), new Measurement(), new Measurement());
        project.Reset(Recipe(0));
        project.Build();
        for (var round = 1; round <= runs; round++)
        {
            Console.WriteLine($"round {round} of {runs}");
            PageCache.Warm(files);
            PageCache.Flush();
            noOp.Runs.Add(Build(computed: 0));
            project.Write(Recipe(round));
            parameter.Runs.Add(Build(computed: layerTensors.Count));
            files.ForEach(file => File.SetLastWriteTimeUtc(file, DateTime.UtcNow));
            timeStamps.Runs.Add(Build(computed: 0));
            floor.Runs.Add(ResourceUsage.OfAction(() => CopyFloor.Run([.. ModelFamily.Models.Select(family.Weights)], output: null, threads)));
        }

        var table = new ResultsTable(
            $"Incremental builds of {family.Shape.Name}, {threads} threads",
            ["", "computed", "wall s", "less no-op s", "CPU s", "peak MB", "written MB", "needed MB", "read GB", "read GB/s"],
            [
                Row("no-op", noOp, 0, 0),
                Row("one layer's factor", parameter, layerTensors.Count, layerTensors.Sum(tensor => tensor.Shape.Aggregate(2L, (product, dimension) => product * dimension))),
                Row("new time stamps", timeStamps, 0, 0),
                ["read floor", "", floor.Wall.ToString(), "", Format(floor, run => run.Processor), "", "", "", Format(floor, run => run.BytesRead / 1e9), Format(floor, run => run.BytesRead / run.Wall / 1e9)],
            ]);
        Results.Write("results-incremental", load, Notes, [table], new { family.Shape.Name, threads, tool, noOp, parameter, timeStamps, floor });

        RunCost Build(int computed)
        {
            var (cost, count) = project.Build();
            return count == computed ? cost : throw new InvalidOperationException($"{count} tensors were computed, not {computed}.");
        }

        IReadOnlyList<string> Row(string name, Measurement measurement, int computed, long needed)
        {
            var isNoOp = measurement == noOp;
            var (beyond, read) = (measurement.WallBeyond(noOp), measurement.Of(run => run.BytesRead).Median - noOp.Of(run => run.BytesRead).Median);
            return
            [
                name,
                computed.ToString(CultureInfo.InvariantCulture),
                measurement.Wall.ToString(),
                isNoOp ? "" : beyond.ToString(),
                Format(measurement, run => run.Processor),
                Format(measurement, run => run.PeakBytes / 1e6),
                Format(measurement, run => run.BytesWritten / 1e6),
                (needed / 1e6).ToString("0.00", CultureInfo.InvariantCulture),
                Format(measurement, run => run.BytesRead / 1e9),
                isNoOp ? "" : beyond.Median <= 0 ? "noise" : (read / beyond.Median / 1e9).ToString("0.00", CultureInfo.InvariantCulture),
            ];
        }
    }

    static string Format(Measurement measurement, Func<RunCost, double> figure) => measurement.Of(figure).Median.ToString("0.00", CultureInfo.InvariantCulture);

    static string Prefix(int layer) => string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.");

    /// <summary>A recipe with a factor for one layer that no other round has.</summary>
    static string Recipe(int round) => string.Create(
        CultureInfo.InvariantCulture,
        $"Output = Base + ByName((\"{Prefix(ChangedLayer)}*\", {0.5 + (0.01 * round)}), (\"*\", 0.5)) * (code - Base) + 0.3 * (french - Base) + 0.2 * (prose - Base);");
}
