using MergeSdk.Engine;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A model of the project.</summary>
sealed class InputNode(string name, TensorTable table, Checkpoint checkpoint, ModelConfig? config) : ModelNode(table, name, anchor: null, operands: [])
{
    public string Name => Label;

    public Checkpoint Checkpoint => checkpoint;

    /// <summary>Its <c>config.json</c>, if there is one.</summary>
    public ModelConfig? Config => config;

    protected override Expression Resolve(TensorContext tensor, Resolution resolution) => resolution.Read(Name, tensor.Name);
}
