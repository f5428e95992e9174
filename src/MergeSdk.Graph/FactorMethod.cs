using MergeSdk.Graph.Matrices;

namespace MergeSdk.Graph;

/// <summary>
/// A step that takes its operands as whole matrices [rows, columns], costs much more to compute than to read, and does not depend on the parameters people try out.
/// Its value has a key of its own and is kept between builds. Operands and value are held in memory as a whole, so tensors with factors are merged one after the
/// other, each with all threads.
/// </summary>
abstract record FactorMethod : Method
{
    public sealed override bool EvaluatesAlone => true;

    /// <summary>The value, in whatever form the steps above it want.</summary>
    /// <param name="operands">The operands, row by row, all of finite elements.</param>
    /// <param name="rows">Rows of the output tensor.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="matrices">Multiplies and decomposes them.</param>
    /// <param name="loop">Runs independent pieces.</param>
    public abstract FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, IMatrixBackend matrices, ParallelLoop loop);

    public sealed override TileOperation CreateOperation(OperationContext context) => new FactorOperation(this, context);
}
