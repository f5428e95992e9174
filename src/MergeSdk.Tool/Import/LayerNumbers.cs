using System.Globalization;

namespace MergeSdk.Tool.Import;

/// <summary>Filters that name a layer by its number: a recipe numbers the layers of a slice from 0.</summary>
static class LayerNumbers
{
    /// <summary>The filter for layers numbered from 0.</summary>
    /// <param name="filter">mergekit's filter.</param>
    /// <param name="start">The number of the slice's first layer.</param>
    /// <param name="count">How many layers there are; null if that is not known.</param>
    /// <returns>The filter; null if it means a layer outside of the slice.</returns>
    public static string? Shift(string filter, int start, int? count)
    {
        var parts = filter.Split('.');
        // A number counts if dots stand on both of its sides: the 1 of "layers.1" is also that of layer 12.
        for (var i = 1; i < parts.Length - 1; i++)
        {
            if (int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            {
                if (layer < start || layer >= start + count)
                    return null;
                parts[i] = (layer - start).ToString(CultureInfo.InvariantCulture);
                return string.Join('.', parts);
            }
        }
        return filter;
    }

    /// <summary>Whether a filter contains a number that cannot be shifted, since it may be part of another.</summary>
    public static bool IsPartial(string filter)
    {
        var parts = filter.Split('.');
        return int.TryParse(parts[0], out _) || int.TryParse(parts[^1], out _);
    }
}
