using System.Runtime.CompilerServices;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The mean of models, a uniform soup: Σ xᵢ / n (Wortsman et al. 2022, "Model soups").
    /// </summary>
    /// <param name="models">At least one model; the first gives element types, configuration and tokenizer.</param>
    /// <exception cref="MergeException">No model, or tensors that differ in shape or type.</exception>
    public static Model Average(params IEnumerable<Model> models) => new(LinearNode.Create(
        [.. (models ?? []).Select(model => (Model.Present(model).Node, new Setting("weight", 1)))], normalize: true, "Average"));

    /// <summary>
    /// A weighted mean of models: Σ wᵢ·xᵢ / Σ wᵢ, or Σ wᵢ·xᵢ if not normalized. <c>Linear([(code, 0.7), (french, 0.3)])</c>.
    /// </summary>
    /// <param name="models">At least one model with its weight (1 if none is written); the first gives element types, configuration and tokenizer.</param>
    /// <param name="normalize">Whether to divide by the sum of weights, which must then not be 0.</param>
    /// <exception cref="MergeException">No model, a weight that is not finite, or tensors that differ in shape or type.</exception>
    // An empty list is one of models or of task vectors alike; with a priority it becomes an error of ours instead of the compiler's.
    [OverloadResolutionPriority(1)]
    public static Model Linear(IEnumerable<Weighted<Model>> models, bool normalize = true) => new(LinearNode.Create(
        [.. (models ?? []).Select(model => (Model.Present(model.Value).Node, new Setting("weight", model.Weight)))], normalize, "Linear"));

    /// <summary>
    /// Spherical linear interpolation: (sin((1−t)θ)·a + sin(tθ)·b) / sin θ with θ the angle between the tensors a and b; linear where they are almost
    /// parallel (|cos θ| > 0.9995).
    /// </summary>
    /// <param name="a">The result at t = 0; gives element types, configuration and tokenizer.</param>
    /// <param name="b">The result at t = 1.</param>
    /// <param name="t">Finite; values outside 0 to 1 extrapolate.</param>
    /// <exception cref="MergeException">A t that is not finite, or tensors that differ in shape or type.</exception>
    public static Model Slerp(Model a, Model b, Param t) =>
        new(SlerpNode.Create(Model.Present(a).Node, Model.Present(b).Node, new Setting("t", t)));

    /// <summary>
    /// The layers of several models one on top of another (passthrough, "frankenmerge"): <c>Stack(a.Layers[..8], b.Layers[4..12])</c>. Layers are
    /// numbered anew; embeddings come from the first model, final norm and head from the last. Models may be merges, and may occur more than once.
    /// </summary>
    /// <param name="models">At least one model or range of layers, all with the same names and shapes of layer tensors.</param>
    /// <exception cref="MergeException">No model, or layers that do not fit on one another.</exception>
    public static Model Stack(params IEnumerable<Model> models) =>
        new(StackNode.Create([.. (models ?? []).Select(model => Model.Present(model).Node)]));
}
