namespace MergeSdk.Benchmarks;

/// <summary>The tensors of a Llama model, all bfloat16, its head not tied.</summary>
/// <param name="Name">What <c>--size</c> calls it.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Hidden">Width of the residual stream.</param>
/// <param name="Intermediate">Width between the matrices of the feed-forward part.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values.</param>
/// <param name="Vocabulary">Rows of embedding and head.</param>
sealed record ModelShape(string Name, int Layers, int Hidden, int Intermediate, int Heads, int KeyValueHeads, int Vocabulary)
{
    public static readonly IReadOnlyList<ModelShape> All =
    [
        new("0.3B", 22, 1024, 2816, 16, 4, 32000), // TinyLlama at half its width
        new("1.1B", 22, 2048, 5632, 32, 4, 32000), // TinyLlama-1.1B
        new("8B-shapes", 2, 4096, 14336, 32, 8, 128256), // Llama-3-8B with 2 of its 32 layers: all of its matrices, and its vocabulary
    ];

    public IEnumerable<(string Name, long[] Shape)> Tensors
    {
        get
        {
            var keyValues = Hidden / Heads * KeyValueHeads;
            yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
            for (var layer = 0; layer < Layers; layer++)
            {
                var prefix = $"model.layers.{layer}.";
                yield return (prefix + "input_layernorm.weight", [Hidden]);
                yield return (prefix + "self_attn.q_proj.weight", [Hidden, Hidden]);
                yield return (prefix + "self_attn.k_proj.weight", [keyValues, Hidden]);
                yield return (prefix + "self_attn.v_proj.weight", [keyValues, Hidden]);
                yield return (prefix + "self_attn.o_proj.weight", [Hidden, Hidden]);
                yield return (prefix + "post_attention_layernorm.weight", [Hidden]);
                yield return (prefix + "mlp.gate_proj.weight", [Intermediate, Hidden]);
                yield return (prefix + "mlp.up_proj.weight", [Intermediate, Hidden]);
                yield return (prefix + "mlp.down_proj.weight", [Hidden, Intermediate]);
            }
            yield return ("model.norm.weight", [Hidden]);
            yield return ("lm_head.weight", [Vocabulary, Hidden]);
        }
    }

    public string Config =>
        $$"""
        {
          "architectures": ["LlamaForCausalLM"],
          "model_type": "llama",
          "hidden_size": {{Hidden}},
          "intermediate_size": {{Intermediate}},
          "num_hidden_layers": {{Layers}},
          "num_attention_heads": {{Heads}},
          "num_key_value_heads": {{KeyValueHeads}},
          "vocab_size": {{Vocabulary}},
          "tie_word_embeddings": false,
          "torch_dtype": "bfloat16"
        }

        """;
}
