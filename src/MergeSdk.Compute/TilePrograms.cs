using MergeSdk.Graph;

namespace MergeSdk.Compute;

/// <summary>The programs of values, each made once.</summary>
sealed class TilePrograms
{
    readonly Dictionary<Node, TileProgram> _programs = [];

    public TileProgram Of(Node root)
    {
        lock (_programs)
            return _programs.TryGetValue(root, out var program) ? program : _programs[root] = new TileProgram(root);
    }
}
