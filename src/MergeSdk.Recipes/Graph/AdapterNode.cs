using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

/// <summary>What an adapter does to one tensor.</summary>
abstract record AdapterChange
{
    /// <summary>Adds scale·B·A.</summary>
    public sealed record LowRank(string B, string A, double Scale, bool Transpose) : AdapterChange;

    /// <summary>Replaces the tensor of the model that it was trained on.</summary>
    public sealed record Replaced(string Tensor, string Model) : AdapterChange;
}

/// <summary>A LoRA adapter.</summary>
sealed class AdapterNode(string name, TensorTable table, IReadOnlyDictionary<string, AdapterChange> changes)
    : VectorNode(table, name, operands: [])
{
    protected override Expression Resolve(TensorContext tensor, Resolution resolution) => changes[tensor.Name] switch
    {
        AdapterChange.LowRank change =>
            new LowRank(resolution.Read(Label, change.B), resolution.Read(Label, change.A), change.Scale, change.Transpose),
        AdapterChange.Replaced change => new Subtract(resolution.Read(Label, change.Tensor), resolution.Read(change.Model, tensor.Name)),
        _ => throw new InvalidOperationException("A new kind of change needs its expression here."),
    };
}
