using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// The mean of task vectors, shortened by how much they disagree (Jang et al. 2024, "Model Stock"): t · mean(δᵢ), t = N·c/(1+(N−1)·c) with c the mean cosine of pairs.
    /// </summary>
    /// <param name="vectors">At least two task vectors.</param>
    /// <param name="filterWise">Whether each vector along the last axis of a tensor has a t of its own.</param>
    /// <exception cref="MergeException">Fewer than two vectors, or tensors that differ in shape or type.</exception>
    public static TaskVector ModelStock(IEnumerable<TaskVector> vectors, bool filterWise = false) =>
        VectorMethodNode.Create("ModelStock", vectors, [], (operands, _, _, _) => new ModelStock(operands, filterWise), atLeast: 2);

    /// <summary>Selects the positions where task vectors differ most, weighs each by its energy and erases what disagrees in sign (Wan et al. 2024, "FuseChat", SCE).</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="selectTopK">The share of positions to keep, 0 to 1.</param>
    /// <exception cref="MergeException">No vector, a share outside its range, or tensors that differ in shape or type.</exception>
    public static TaskVector Sce(IEnumerable<TaskVector> vectors, Param? selectTopK = null) => VectorMethodNode.Create(
        "Sce", vectors, [new Setting("selectTopK", selectTopK ?? 1, ParameterRange.Share)], (operands, values, _, _) => new Sce(operands, values[0]));

    /// <summary>The mean, for each element, of the task vectors that changed it by more than epsilon (mergekit's ram).</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="epsilon">0 or more.</param>
    /// <exception cref="MergeException">No vector, an epsilon outside its range, or tensors that differ in shape or type.</exception>
    public static TaskVector Ram(IEnumerable<TaskVector> vectors, Param? epsilon = null) => VectorMethodNode.Create(
        "Ram", vectors, [new Setting("epsilon", epsilon ?? 1e-5, ParameterRange.NotNegative)], (operands, values, _, _) => new Ram(operands, values[0], 0, 0));

    /// <summary>
    /// As <see cref="Ram"/>, and what only one task vector changed is multiplied by 1 + r·clip(ρ, 0, alpha), ρ its number of shared elements per element it has alone
    /// (mergekit's ramplus_tl).
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="epsilon">0 or more.</param>
    /// <param name="r">0 or more.</param>
    /// <param name="alpha">0 or more.</param>
    /// <exception cref="MergeException">No vector, a parameter outside its range, or tensors that differ in shape or type.</exception>
    public static TaskVector RamPlus(IEnumerable<TaskVector> vectors, Param? epsilon = null, Param? r = null, Param? alpha = null) => VectorMethodNode.Create(
        "RamPlus",
        vectors,
        [
            new Setting("epsilon", epsilon ?? 1e-5, ParameterRange.NotNegative),
            new Setting("r", r ?? 0.1, ParameterRange.NotNegative),
            new Setting("alpha", alpha ?? 0.2, ParameterRange.NotNegative),
        ],
        (operands, values, _, _) => new Ram(operands, values[0], values[1], values[2]));

    /// <summary>For each element the value of largest magnitude among task vectors, of equals the later one's (Marczak et al. 2024, "MagMax").</summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <exception cref="MergeException">No vector, or tensors that differ in shape or type.</exception>
    public static TaskVector MagMax(IEnumerable<TaskVector> vectors) =>
        VectorMethodNode.Create("MagMax", vectors, [], (operands, _, _, _) => new MagMax(operands));

    /// <summary>
    /// Scales a task vector by depth (Wang et al. 2025, "LiNeS"): α + β·l/(L−1) for layer l of L; embeddings as the first layer, final norm and head as the last.
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="alpha">The factor of the first layer, finite.</param>
    /// <param name="beta">What the last layer's factor has more, finite.</param>
    /// <exception cref="MergeException">A parameter that is not finite.</exception>
    public static TaskVector LiNeS(TaskVector vector, double alpha, double beta) => Gradient(alpha, alpha + beta) * vector;
}
