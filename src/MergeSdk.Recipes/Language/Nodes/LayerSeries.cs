namespace MergeSdk.Recipes;

/// <summary>A list of layers in a table: what precedes the number in the tensors' names, and how many there are (the highest number, plus one).</summary>
sealed class LayerSeries(string name)
{
    public string Name => name;

    public int Count { get; private set; }

    public void Include(int index) => Count = Math.Max(Count, index + 1);
}
