using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Lists of tensors in messages: in natural order, and a few examples of many.</summary>
static class TensorList
{
    public static string Text(IEnumerable<(string Tensor, string Text)> tensors) =>
        Examples.Of([.. tensors.DistinctBy(item => item.Text).OrderBy(item => item.Tensor, NaturalComparer.Instance).Select(item => item.Text)]);

    public static string Text(IEnumerable<string> tensors) => Text(tensors.Select(tensor => (tensor, tensor)));
}
