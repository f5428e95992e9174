using MergeSdk.Graph;
using MergeSdk.Models;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A model of the project.</summary>
sealed class InputNode(string name, TensorTable table, Checkpoint checkpoint, ModelConfig? config) : ModelNode(table, name, anchor: null, operands: [])
{
    /// <summary>Its variable.</summary>
    public string Name { get; } = name;

    public Checkpoint Checkpoint => checkpoint;

    /// <summary>Its <c>config.json</c>, if there is one.</summary>
    public ModelConfig? Config => config;

    public override Node Resolve(TensorContext tensor, Resolution resolution) => resolution.Read(Name, tensor.Name, new TensorType(tensor.DType, tensor.Shape));
}
