using MergeSdk.Graph;

namespace MergeSdk.Engine.Factors;

/// <summary>The factors of one output tensor.</summary>
/// <param name="store">The factors kept between builds.</param>
/// <param name="keyOf">The key of a factor of this tensor; the contents of its inputs are known.</param>
/// <param name="checkInputs">Refuses the build if an input has changed since.</param>
sealed class TensorFactors(FactorStore store, Func<Node, FactorKey> keyOf, Action checkInputs)
{
    public FactorValue? Find(Node factor) => store.Find(keyOf(factor));

    public void Keep(Node factor, FactorValue value)
    {
        checkInputs();
        store.Keep(keyOf(factor), value);
    }
}
