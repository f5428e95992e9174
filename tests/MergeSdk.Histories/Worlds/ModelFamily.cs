using System.Globalization;
using MergeSdk.TestModels;

namespace MergeSdk.Histories.Worlds;

/// <summary>Makes the models of a history: some kilobytes each, of one family.</summary>
sealed class ModelFamily
{
    const int Hidden = 8;

    static readonly string[] s_types = ["F32", "BF16", "F16", "F64"];

    readonly int _vocabulary;
    readonly bool _mixedTypes;
    readonly string _type;
    readonly bool _hasIntegers;

    public ModelFamily(Dice dice)
    {
        Layers = dice.Between(2, 3);
        // A tensor of several tiles, at times.
        _vocabulary = dice.OneIn(12) ? 3000 : 12;
        _mixedTypes = dice.OneIn(3);
        _type = dice.Pick(s_types);
        _hasIntegers = dice.OneIn(4);
    }

    public int Layers { get; }

    /// <summary>A model; seldom one that lacks a tensor, has another number of layers or another shape.</summary>
    public TestModel Model(string folder, Dice dice)
    {
        var model = new TestModel(folder, isAdapter: false);
        var layers = dice.OneIn(100) ? Layers + 1 : Layers;
        var tied = dice.OneIn(4);
        Add("model.embed_tokens.weight", _vocabulary, Hidden);
        for (var layer = 0; layer < layers; layer++)
        {
            Add($"model.layers.{layer}.self_attn.q_proj.weight", Hidden, Hidden);
            Add($"model.layers.{layer}.mlp.up_proj.weight", dice.OneIn(200) ? 11 : 12, Hidden);
            Add($"model.layers.{layer}.input_layernorm.weight", Hidden);
        }
        Add("model.norm.weight", Hidden);
        if (!tied)
            Add("lm_head.weight", _vocabulary, Hidden);
        if (_hasIntegers)
            model.Tensors["model.position_ids"] = PlainTensor.I64([1, 4], 0, 1, 2, 3);
        if (dice.OneIn(80))
            model.Tensors.Remove(dice.Pick(model.Tensors.Keys.Order(StringComparer.Ordinal).ToList()));
        model.Shards = dice.OneIn(3) ? dice.Between(2, 3) : 1;
        model.SetText("config.json", string.Create(CultureInfo.InvariantCulture,
            $$"""
            {
              "architectures": ["LlamaForCausalLM"], "hidden_size": {{Hidden}}, "num_hidden_layers": {{layers}}, "vocab_size": {{_vocabulary}},
              "tie_word_embeddings": {{(tied ? "true" : "false")}}, "torch_dtype": "float32"
            }
            """));
        if (dice.OneIn(2))
            model.SetText("generation_config.json", """{"do_sample": true}""");
        if (dice.OneIn(3))
            model.SetText("README.md", "---\nlicense: apache-2.0\n---\n# Model\n");
        return model;

        void Add(string name, params long[] shape) =>
            model.Tensors[name] = PlainTensor.Random(_mixedTypes ? dice.Pick(s_types) : _type, shape, dice.Next(int.MaxValue));
    }

    /// <summary>A LoRA of one or several layers.</summary>
    public TestModel Adapter(string folder, Dice dice)
    {
        const int Rank = 2;
        var adapter = new TestModel(folder, isAdapter: true);
        for (var layer = 0; layer < dice.Between(1, Layers); layer++)
        {
            var module = $"base_model.model.model.layers.{layer}.self_attn.q_proj";
            adapter.Tensors[$"{module}.lora_A.weight"] = PlainTensor.Random("F32", [Rank, Hidden], dice.Next(int.MaxValue));
            adapter.Tensors[$"{module}.lora_B.weight"] = PlainTensor.Random("F32", [Hidden, Rank], dice.Next(int.MaxValue));
        }
        var rankStabilized = dice.OneIn(2) ? "true" : "false";
        adapter.SetText("adapter_config.json", $$"""{"peft_type": "LORA", "r": {{Rank}}, "lora_alpha": {{dice.Between(1, 4)}}, "use_rslora": {{rankStabilized}}}""");
        return adapter;
    }
}
