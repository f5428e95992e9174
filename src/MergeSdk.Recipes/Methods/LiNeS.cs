namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// Scales a task vector by depth (Wang et al. 2025, "LiNeS"): α + β·l/(L−1) for layer l of L; embeddings as the first layer, final norm and head as the last.
    /// </summary>
    /// <param name="vector">A task vector.</param>
    /// <param name="alpha">The factor of the first layer, finite.</param>
    /// <param name="beta">What the last layer's factor has more, finite.</param>
    /// <exception cref="MergeException">A parameter that is not finite.</exception>
    [KnownAs("LiNeS", "Output = Base + LiNeS(a - Base, alpha: 0.2, beta: 0.8);", Paper = "Wang et al. 2025, arXiv:2410.17146")]
    public static TaskVector LiNeS(TaskVector vector, double alpha, double beta) => Gradient(alpha, alpha + beta) * vector;
}
