namespace MergeSdk.Graph;

/// <summary>Nodes as a person would write them, such as <c>Base + 0.6 * (code - Base)</c>.</summary>
static class NodeText
{
    /// <summary>Most characters of an operand's text: a graph of a few nodes can have a million paths, and nobody reads so much.</summary>
    const int MostCharacters = 2000;

    /// <summary>The text of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">The text of an input by its index.</param>
    public static string Of(Node node, Func<int, string> input)
    {
        var texts = new Dictionary<Node, string>();
        foreach (var step in node.Closure())
        {
            var text = step.Method is Input leaf
                ? input(leaf.Index)
                : step.Method.Text([.. step.Operands.Select(operand => operand.Method.IsSum ? $"({texts[operand]})" : texts[operand])]);
            texts[step] = text.Length <= MostCharacters ? text : $"{text.AsSpan(0, MostCharacters)}…";
        }
        return texts[node];
    }
}
