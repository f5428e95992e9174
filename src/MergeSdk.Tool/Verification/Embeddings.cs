using MergeSdk.Models;
using MergeSdk.Recipes;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>The input embeddings of a model's vocabulary: matrices of a row a token, known by their names.</summary>
static class Embeddings
{
    public static IEnumerable<StoredTensor> Of(Checkpoint model) => model.Tensors.Values.Where(tensor => Is(tensor.Info));

    public static bool Is(TensorInfo tensor) =>
        TensorRoles.IsInputEmbedding(tensor.Name) && !LayerCountKeys.IsTower(tensor.Name) && tensor.Shape.Rank == 2;
}
