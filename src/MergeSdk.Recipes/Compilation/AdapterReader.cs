using MergeSdk.Graph;
using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Turns the tensors of a PEFT folder into changes of a model's tensors.</summary>
sealed class AdapterReader
{
    const string Prefix = "base_model.model.";

    readonly LoadedInput _input;
    readonly AdapterConfig _config;
    readonly IReadOnlyList<InputNode> _models;
    readonly Dictionary<string, AdapterChange> _changes = new(StringComparer.Ordinal);
    readonly List<(string, TensorShape, DType)> _tensors = [];

    AdapterReader(LoadedInput input, IReadOnlyList<InputNode> models)
    {
        (_input, _models, _config) = (input, models, AdapterConfig.Read(input.Input.Folder));
    }

    /// <exception cref="MergeException">The adapter is of a kind that cannot be merged.</exception>
    public static AdapterNode Read(LoadedInput input, IReadOnlyList<InputNode> models)
    {
        var reader = new AdapterReader(input, models);
        var unknown = new List<string>();
        foreach (var tensor in input.Checkpoint.Tensors.Values)
        {
            if (!reader.Add(tensor))
                unknown.Add(tensor.Info.Name);
        }
        if (unknown.Count > 0)
            throw reader.Unsupported($"tensors that are neither LoRA factors nor tensors of a model of this project: {TensorList.Text(unknown)}");
        return new AdapterNode(input.Name, new TensorTable(reader._tensors, isSparse: true), reader._changes);
    }

    bool Add(StoredTensor stored)
    {
        var tensor = stored.Info;
        var name = tensor.Name.StartsWith(Prefix, StringComparison.Ordinal) ? tensor.Name[Prefix.Length..] : tensor.Name;
        if (Split(name, ".lora_A.") is { } linear)
            return AddFactors(linear.Module, stored, tensor.Name.Replace(".lora_A.", ".lora_B.", StringComparison.Ordinal), _config.IsTransposed);
        if (Split(name, ".lora_embedding_A") is { } embedding)
            return AddFactors(embedding.Module, stored, tensor.Name.Replace(".lora_embedding_A", ".lora_embedding_B", StringComparison.Ordinal), transpose: true);
        if (Split(name, ".lora_B.") is { Suffix: "weight" or "default.weight" } || Split(name, ".lora_embedding_B") is not null)
        {
            var nameOfA = tensor.Name.Replace(".lora_B.", ".lora_A.", StringComparison.Ordinal)
                .Replace(".lora_embedding_B", ".lora_embedding_A", StringComparison.Ordinal);
            return _input.Checkpoint.Tensors.ContainsKey(nameOfA);
        }
        return !name.Contains(".lora_", StringComparison.Ordinal) && AddReplaced(name, stored);
    }

    bool AddFactors(string module, StoredTensor storedA, string nameOfB, bool transpose)
    {
        if (!_input.Checkpoint.Tensors.TryGetValue(nameOfB, out var storedB))
            return false;
        var (a, b) = (storedA.Info, storedB.Info);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape[0] != b.Shape[1] || !a.DType.IsArithmetic() || !b.DType.IsArithmetic())
            throw Unsupported($"{a.Name} {a.DType.Code()} {a.Shape} and {b.Name} {b.DType.Code()} {b.Shape} are not matrices to be multiplied (convolutions cannot be merged yet)");
        if (a.Shape[0] != _config.RankOf(module))
            throw Unsupported($"{a.Name} has rank {a.Shape[0]}, but adapter_config.json says {RecipeErrors.Text(_config.RankOf(module))}; its scale would be wrong");
        TensorShape shape = transpose ? [a.Shape[1], b.Shape[0]] : [b.Shape[0], a.Shape[1]];
        AddChange(module + ".weight", shape, a.DType, new AdapterChange.LowRank(storedB, storedA, _config.ScaleOf(module), transpose));
        return true;
    }

    /// <summary>A module that was trained as a whole (<c>modules_to_save</c>, biases): what it adds is its difference from the model it was trained on.</summary>
    bool AddReplaced(string name, StoredTensor stored)
    {
        var tensor = stored.Info;
        var target = name.Replace(".modules_to_save.default", "", StringComparison.Ordinal).Replace(".base_layer", "", StringComparison.Ordinal);
        if (_models.FirstOrDefault(model => model.Table.IndexOf(target) >= 0) is not { } model)
            return false;
        var index = model.Table.IndexOf(target);
        var shape = model.Table.Shapes[index];
        if (shape != tensor.Shape)
            throw Unsupported($"{tensor.Name} is {tensor.Shape}, but {target} is {shape} in {model.Name}");
        AddChange(target, tensor.Shape, tensor.DType, new AdapterChange.Replaced(stored, model.Name, new TensorType(model.Table.DTypes[index], shape)));
        return true;
    }

    void AddChange(string target, TensorShape shape, DType type, AdapterChange change)
    {
        if (!_changes.TryAdd(target, change))
            throw Unsupported($"the adapter changes {target} twice");
        _tensors.Add((target, shape, type));
    }

    static (string Module, string Suffix)? Split(string name, string marker)
    {
        var at = name.LastIndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? null : (name[..at].Replace(".base_layer", "", StringComparison.Ordinal), name[(at + marker.Length)..]);
    }

    MergeException Unsupported(string message) => new(
        DiagnosticCodes.AdapterUnsupported, $"the adapter {_input.Name} cannot be merged: {message}", new SourcePosition(_input.Input.Folder));
}
