using System.Globalization;

namespace MergeSdk.Recipes;

/// <summary>
/// Where a tensor's name says it is: the first component between dots that is a number is the layer, what precedes it names the list of layers.
/// <c>model.layers.3.mlp.up_proj.weight</c> is layer 3 of <c>model.layers</c>, <c>h.0.attn.c_attn.weight</c> layer 0 of <c>h</c>.
/// </summary>
/// <param name="Name">The whole name.</param>
/// <param name="Start">Where the number starts.</param>
/// <param name="End">Where the number ends.</param>
/// <param name="Index">The number.</param>
readonly record struct LayerName(string Name, int Start, int End, int Index)
{
    /// <summary>The components before the number; may be empty.</summary>
    public ReadOnlySpan<char> List => Name.AsSpan(0, Math.Max(0, Start - 1));

    /// <summary>The components after the number, each with its dot before it.</summary>
    public ReadOnlySpan<char> Rest => Name.AsSpan(End);

    /// <summary>Reads a name; null if no component is a number (written without leading zeros, below a million).</summary>
    public static LayerName? Parse(string name)
    {
        foreach (var range in name.AsSpan().Split('.'))
        {
            var component = name.AsSpan(range);
            if (component.Length is > 0 and <= 6 && !component.ContainsAnyExceptInRange('0', '9') && (component.Length == 1 || component[0] != '0'))
            {
                var start = range.Start.Value;
                return new LayerName(name, start, start + component.Length, int.Parse(component, NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }
        return null;
    }

    /// <summary>The same tensor in another layer.</summary>
    public string WithIndex(int index) =>
        index == Index ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name.AsSpan(0, Start)}{index}{Rest}");
}
