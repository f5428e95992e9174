using MergeSdk.Engine;
using MergeSdk.Engine.Methods;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>The largest number of elements that an array may have.</summary>
    const long MostElements = 0x7fffffc7;

    /// <summary>
    /// The task vector that interferes least with each of the others on the inputs that its own change of the weights responds to: RegMean (Jin et al. 2023) with
    /// Gram matrices of the task vectors in place of data, which is where WUDI-Merging (Cheng et al. 2025) descends to. For weights [rows, n]
    /// τ = (Σ τᵢ·Gᵢ + λ·S)·(Σ Gᵢ + λ·I)⁻¹, Gᵢ = τᵢᵀτᵢ/‖τᵢ‖², S = Σ τᵢ, λ = c·tr(Σ Gᵢ)/n. Other tensors (norms, biases) are the mean of the task vectors.
    /// Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="c">
    /// How much the solution is held to S, as a share of the Gram matrices' mean eigenvalue: above 0, 1e-3 if left out. Directions that hold less than
    /// that share are added up, as in task arithmetic. Gram matrices are kept between builds, so another c computes them not again.
    /// </param>
    /// <exception cref="MergeException">No vector, a c outside its range, tensors that differ in shape or type, or a tensor too large.</exception>
    public static TaskVector RegMean(IEnumerable<TaskVector> vectors, Param? c = null) => VectorMethodNode.Create(
        "RegMean",
        vectors,
        [new Setting("c", c ?? 1e-3, ParameterRange.Positive)],
        (operands, values, resolution, tensor) =>
            IsMatrix("RegMean", tensor, tensor.Shape.Rank == 2 ? tensor.Shape[1] : 0) ? new RegMean(operands, values[0]) : Mean(operands, 1, resolution),
        uses: 2);

    /// <summary>
    /// Merges the largest singular triples of task vectors, whose singular vectors are made orthogonal (Gargiulo et al. 2025, "Task Singular Vectors", TSV-M):
    /// of each weight [rows, columns] of T vectors the ⌊min(rows, columns)/T⌋ largest. Other tensors, and weights of fewer rows or columns than vectors,
    /// are the mean of the task vectors. Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="alpha">A factor for the result, finite; 1 if left out. The result without it is kept between builds.</param>
    /// <exception cref="MergeException">No vector, an alpha that is not finite, tensors that differ in shape or type, or a tensor too large.</exception>
    public static TaskVector TsvMerge(IEnumerable<TaskVector> vectors, Param? alpha = null) => VectorMethodNode.Create(
        "TsvMerge",
        vectors,
        [new Setting("alpha", alpha ?? 1)],
        (operands, values, resolution, tensor) =>
            IsMatrix("TsvMerge", tensor) && Math.Min(tensor.Shape[0], tensor.Shape[1]) >= operands.Count
                ? Scaled(new TsvMerge(operands), values[0], resolution)
                : Mean(operands, values[0], resolution));

    /// <summary>
    /// The sum of task vectors with all singular values of a weight replaced by their mean (Marczak et al. 2025, "No Task Left Behind", Iso-C), so that no direction
    /// outweighs the others. Other tensors are the mean of the task vectors. Weights are held in memory as a whole, one after the other.
    /// </summary>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="alpha">A factor for the result, finite; 1 if left out. The result without it is kept between builds.</param>
    /// <exception cref="MergeException">No vector, an alpha that is not finite, tensors that differ in shape or type, or a tensor too large.</exception>
    public static TaskVector IsoC(IEnumerable<TaskVector> vectors, Param? alpha = null) => VectorMethodNode.Create(
        "IsoC",
        vectors,
        [new Setting("alpha", alpha ?? 1)],
        (operands, values, resolution, tensor) => IsMatrix("IsoC", tensor)
            ? Scaled(new IsoC(operands.Count == 1 ? operands[0] : Sum(operands, 1, resolution)), values[0], resolution)
            : Mean(operands, values[0], resolution));

    static bool IsMatrix(string label, TensorContext tensor, long square = 0)
    {
        if (tensor.Shape.Rank != 2 || tensor.Shape.ElementCount == 0)
            return false;
        if (tensor.Shape.ElementCount <= MostElements && square <= Math.Sqrt(MostElements))
            return true;
        throw new MergeException(
            DiagnosticCodes.MethodUndefined,
            $"{label}: the tensor {tensor.Name} {tensor.Shape} is too large: its matrices must have at most {MostElements} elements each. Use another method for it.");
    }

    static WeightedSum Mean(IReadOnlyList<Expression> operands, double factor, Resolution resolution) => Sum(operands, factor / operands.Count, resolution);

    static Expression Scaled(Expression expression, double factor, Resolution resolution) => factor == 1 ? expression : Sum([expression], factor, resolution);

    static WeightedSum Sum(IReadOnlyList<Expression> terms, double weight, Resolution resolution) =>
        new(resolution.Share(terms), resolution.Share([.. terms.Select(_ => weight)]));
}
