namespace MergeSdk.Benchmarks;

/// <summary>The memory it takes to merge one tensor that is large by itself.</summary>
static class MemoryBenchmark
{
    const string Tensor = "model.embed_tokens.weight";
    const int BlockBytes = 1 << 19;

    static readonly long[] s_shape = [32768, 65536];

    const string Notes =
        """
        Three models of one tensor of 4.3 GB, [32768, 65536] bfloat16, random in a 64th of its blocks and holes elsewhere. TIES keeps a hundredth of the
        elements, so that its threshold lies among the random ones. The recipe has been compiled before. Peak: most memory resident at once.
        """;

    public static void Run(string tool, int threads, int runs)
    {
        var load = Machine.Load;
        using var work = new WorkFolder();
        var models = new[] { "base", "code", "french" }.ToDictionary(model => model, model => work[model]);
        foreach (var (model, i) in models.Values.Select((model, i) => (model, i)))
            Make(model, seed: i);
        (string Name, string Recipe, Measurement Measurement)[] methods =
        [
            ("linear", "Output = Linear([(Base, 0.4), (code, 0.3), (french, 0.3)]);", new()),
            ("ties", "Output = Base + Ties([(code - Base, 0.6), (french - Base, 0.4)], density: 0.01);", new()),
        ];
        var project = new ToolProject(tool, work["project"], models, threads);
        for (var round = 1; round <= runs; round++)
        {
            foreach (var (name, recipe, measurement) in methods)
            {
                Console.WriteLine($"round {round} of {runs}: {name}");
                project.Reset(recipe);
                project.Plan();
                PageCache.Flush();
                measurement.Runs.Add(project.Build().Cost);
            }
        }
        var table = ProcessTable.Make($"One tensor of 4.3 GB, {threads} threads", methods.Select(method => (method.Name, method.Measurement)));
        Results.Write("results-memory", load, Notes, [table], new { threads, tool, Methods = methods.Select(method => new { method.Name, method.Measurement }) });
    }

    static void Make(string folder, int seed)
    {
        using var file = ShardedModel.Create(folder, [(Tensor, s_shape)], shards: 1, """{ "model_type": "llama" }""")[0].File;
        var random = new Random(seed);
        var values = new byte[BlockBytes];
        var bytes = 2 * s_shape[0] * s_shape[1];
        for (var offset = 0L; offset < bytes; offset += 64L * BlockBytes)
        {
            // The exponent's byte is one of 60 to 63: small numbers, never an infinity.
            random.NextBytes(values);
            for (var i = 1; i < values.Length; i += 2)
                values[i] = (byte)((values[i] & 0x80) | 60 | (values[i] & 3));
            file.Write(Tensor, offset, values);
        }
    }
}
