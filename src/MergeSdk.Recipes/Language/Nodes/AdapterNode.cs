using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>What an adapter does to one tensor.</summary>
abstract record AdapterChange
{
    /// <summary>Adds scale·B·A.</summary>
    public sealed record LowRank(StoredTensor B, StoredTensor A, double Scale, bool Transpose) : AdapterChange;

    /// <summary>Replaces the tensor of the model that it was trained on.</summary>
    public sealed record Replaced(StoredTensor Tensor, string Model, TensorType Original) : AdapterChange;
}

/// <summary>A LoRA adapter.</summary>
sealed class AdapterNode(string name, TensorTable table, IReadOnlyDictionary<string, AdapterChange> changes) : VectorNode(table, name, operands: [])
{
    readonly string _name = name;

    public override Node Resolve(TensorContext tensor, Resolution resolution)
    {
        return changes[tensor.Name] switch
        {
            AdapterChange.LowRank change => resolution.Nodes.Add(
                new LowRank(change.Scale, change.Transpose, new TensorType(DType.Float32, tensor.Shape)), Read(change.B), Read(change.A)),
            AdapterChange.Replaced change => resolution.Nodes.Add(
                new Subtract(), Read(change.Tensor), resolution.Read(change.Model, tensor.Name, change.Original)),
            _ => throw new InvalidOperationException("A new kind of change needs its steps here."),
        };

        Node Read(StoredTensor stored) => resolution.Read(_name, stored.Info.Name, new TensorType(stored.Info.DType, stored.Info.Shape));
    }
}
