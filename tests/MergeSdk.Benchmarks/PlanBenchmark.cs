namespace MergeSdk.Benchmarks;

/// <summary>Models of 100,000 small tensors: what names, headers, plans and state cost, apart from weights.</summary>
static class PlanBenchmark
{
    const int Tensors = 100_000;
    const int Experts = 256;
    const int Shards = 16;

    const string Notes =
        """
        Three models of 100,000 tensors with the names of a mixture of experts, [16, 32] bfloat16 each, all zeros: `mergesdk plan` with its table to /dev/null;
        the first `mergesdk build`; and a second one, which has nothing to do. Task arithmetic.
        """;

    public static void Run(string tool, int threads, int runs)
    {
        var load = Machine.Load;
        using var work = new WorkFolder();
        var models = new[] { "base", "code", "french" }.ToDictionary(model => model, model => work[model]);
        foreach (var model in models.Values)
            ShardedModel.Create(model, [.. Names().Take(Tensors).Select(name => (name, new long[] { 16, 32 }))], Shards, """{ "model_type": "deepseek_v3" }""").ForEach(shard => shard.File.Dispose());
        var project = new ToolProject(tool, work["project"], models, threads);
        var (plan, build, noOp) = (new Measurement(), new Measurement(), new Measurement());
        for (var round = 1; round <= runs; round++)
        {
            Console.WriteLine($"round {round} of {runs}");
            project.Reset("Output = Base + 0.6 * (code - Base) + 0.4 * (french - Base);");
            PageCache.Flush();
            plan.Runs.Add(project.Plan());
            build.Runs.Add(project.Build().Cost);
            noOp.Runs.Add(project.Build().Cost);
        }
        var table = ProcessTable.Make($"{Tensors} tensors, {threads} threads", [("plan", plan), ("build", build), ("no-op", noOp)]);
        Results.Write("results-plan", load, Notes, [table], new { threads, tool, plan, build, noOp });
    }

    /// <summary>Names as DeepSeek's models have them, layer after layer without end.</summary>
    static IEnumerable<string> Names()
    {
        yield return "model.embed_tokens.weight";
        yield return "model.norm.weight";
        yield return "lm_head.weight";
        for (var layer = 0; ; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            foreach (var name in new[] { "q_a_proj", "q_b_proj", "kv_a_proj_with_mqa", "kv_b_proj", "o_proj" })
                yield return $"{prefix}self_attn.{name}.weight";
            yield return prefix + "input_layernorm.weight";
            yield return prefix + "post_attention_layernorm.weight";
            yield return prefix + "mlp.gate.weight";
            for (var expert = 0; expert < Experts; expert++)
            {
                foreach (var name in new[] { "gate_proj", "up_proj", "down_proj" })
                    yield return $"{prefix}mlp.experts.{expert}.{name}.weight";
            }
        }
    }
}
