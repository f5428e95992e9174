using MergeSdk.Engine.Factors;
using MergeSdk.Engine.LinearAlgebra;

namespace MergeSdk.Engine;

/// <summary>
/// A part of an expression that takes its operands as whole matrices [rows, columns], costs much more to compute than to read, and does not depend on the
/// parameters people try out. Its value has an action key of its own and is kept between builds. Operands and value are held in memory as a whole, so tensors
/// with factors are merged one after the other, each with all threads.
/// </summary>
public abstract record Factor : Expression
{
    /// <summary>The value, in whatever form the expressions above it want.</summary>
    /// <param name="operands">The operands, row by row, all of finite elements.</param>
    /// <param name="rows">Rows of the output tensor.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="loop">Runs independent pieces.</param>
    internal abstract FactorValue Compute(IReadOnlyList<float[]> operands, int rows, int columns, ParallelLoop loop);

    internal sealed override bool EvaluatesAlone => true;

    internal sealed override TileOperation CreateOperation(OperationContext context) => new FactorOperation(this, context);
}
