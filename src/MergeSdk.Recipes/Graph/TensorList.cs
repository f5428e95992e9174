using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Lists of tensors in messages: in natural order, and only as many as one reads.</summary>
static class TensorList
{
    const int Shown = 20;

    public static string Text(IEnumerable<(string Tensor, string Text)> tensors)
    {
        var ordered = tensors.DistinctBy(item => item.Text).OrderBy(item => item.Tensor, NaturalComparer.Instance).ToArray();
        var text = string.Join(", ", ordered.Take(Shown).Select(item => item.Text));
        return ordered.Length <= Shown ? text : $"{text}, … and {ordered.Length - Shown} more";
    }

    public static string Text(IEnumerable<string> tensors) => Text(tensors.Select(tensor => (tensor, tensor)));
}
