using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Tests;

/// <summary>A model on disk: a header, and as many zero bytes as it needs (a sparse file), because compiling reads no weights.</summary>
sealed class TinyModel
{
    readonly List<(string Name, DType DType, TensorShape Shape)> _tensors = [];
    string? _config;

    public static TinyModel Empty => new();

    /// <summary>Names as in Llama: an embedding, layers with two tensors, a norm and a head.</summary>
    public static TinyModel Llama(int layers, DType type = DType.Float32, bool head = true, string? config = null)
    {
        var model = new TinyModel().With("model.embed_tokens.weight", type, 16, 4);
        for (var i = 0; i < layers; i++)
            model.With($"model.layers.{i}.self_attn.q_proj.weight", type, 4, 4).With($"model.layers.{i}.mlp.up_proj.weight", type, 8, 4);
        model.With("model.norm.weight", type, 4);
        if (head)
            model.With("lm_head.weight", type, 16, 4);
        return model.Config(config ?? $$"""{"model_type": "llama", "num_hidden_layers": {{layers}}, "vocab_size": 16, "torch_dtype": "float32", "tie_word_embeddings": {{(head ? "false" : "true")}}}""");
    }

    public TinyModel With(string name, DType type, params long[] shape)
    {
        _tensors.Add((name, type, new TensorShape(shape)));
        return this;
    }

    public TinyModel With(string name, params long[] shape) => With(name, DType.Float32, shape);

    public TinyModel Without(string name)
    {
        _tensors.RemoveAll(tensor => tensor.Name == name);
        return this;
    }

    public TinyModel Config(string? json)
    {
        _config = json;
        return this;
    }

    public void Write(string folder, string file = "model.safetensors")
    {
        Directory.CreateDirectory(folder);
        var offset = 0L;
        var infos = new List<TensorInfo>();
        foreach (var (name, type, shape) in _tensors)
        {
            infos.Add(new TensorInfo(name, type, shape, offset));
            offset += infos[^1].ByteCount;
        }
        var header = SafetensorsHeader.Write(infos, new Dictionary<string, string> { ["format"] = "pt" });
        using var stream = File.Create(Path.Combine(folder, file));
        stream.Write(header);
        stream.SetLength(header.Length + offset);
        if (_config is not null)
            File.WriteAllText(Path.Combine(folder, file.StartsWith("adapter", StringComparison.Ordinal) ? "adapter_config.json" : "config.json"), _config, new UTF8Encoding(false));
    }
}
