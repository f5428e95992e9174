namespace MergeSdk.Graph;

/// <summary>A tensor of an input model.</summary>
/// <param name="Model">The model's name in the plan.</param>
/// <param name="Tensor">The tensor's name in that model.</param>
readonly record struct TensorReference(string Model, string Tensor);
