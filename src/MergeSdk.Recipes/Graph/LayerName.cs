using System.Globalization;

namespace MergeSdk.Recipes;

/// <summary>
/// Where a tensor's name says it is: the first component between dots that is a number is the layer, what precedes it names the list of layers.
/// <c>model.layers.3.mlp.up_proj.weight</c> is layer 3 of <c>model.layers</c>, <c>h.0.attn.c_attn.weight</c> layer 0 of <c>h</c>.
/// </summary>
/// <param name="List">The components before the number; may be empty.</param>
/// <param name="Index">The number.</param>
/// <param name="Rest">The components after the number, each with its dot before it.</param>
readonly record struct LayerName(string List, int Index, string Rest)
{
    /// <summary>Reads a name; null if no component is a number (written without leading zeros, below a million).</summary>
    public static LayerName? Parse(string name)
    {
        var start = 0;
        foreach (var range in name.AsSpan().Split('.'))
        {
            var component = name.AsSpan(range);
            if (component.Length is > 0 and <= 6 && !component.ContainsAnyExceptInRange('0', '9') && (component.Length == 1 || component[0] != '0'))
            {
                start = range.Start.Value;
                var list = start == 0 ? "" : string.Intern(name[..(start - 1)]);
                return new LayerName(list, int.Parse(component, NumberStyles.None, CultureInfo.InvariantCulture), name[(start + component.Length)..]);
            }
        }
        return null;
    }

    /// <summary>The same tensor in another layer.</summary>
    public string WithIndex(int index) => string.Create(CultureInfo.InvariantCulture, $"{List}{(List.Length > 0 ? "." : "")}{index}{Rest}");
}
