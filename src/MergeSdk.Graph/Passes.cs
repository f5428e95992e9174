namespace MergeSdk.Graph;

static class Passes
{
    /// <summary>The passes of several searches over the same tiles, shared where they can be. Samples come first: they cost little and spare whole passes.</summary>
    public static IEnumerable<Pass> Together(params IEnumerable<Pass>[] searches)
    {
        var open = searches.Select(passes => passes.GetEnumerator()).Where(passes => passes.MoveNext()).ToList();
        while (open.Count > 0)
        {
            var sample = open.Exists(passes => passes.Current.Sample);
            var now = open.FindAll(passes => passes.Current.Sample == sample);
            TileAction[] actions = [.. now.Select(passes => passes.Current.Take)];
            yield return new Pass(
                (in Tile tile) =>
                {
                    foreach (var take in actions)
                        take(tile);
                },
                sample);
            open.RemoveAll(passes => now.Contains(passes) && !passes.MoveNext());
        }
    }
}
