namespace MergeSdk.Tool.Import;

/// <summary>Turns what mergekit says of a parameter, from the innermost place to the outermost, into one expression.</summary>
sealed class ParameterWriter(SliceTensors tensors, FilterUse filters, ImportMessages messages)
{
    /// <summary>Whether a gradient was written so that tensors behind the layers get its first value.</summary>
    public bool HasFirstValueOutsideLayers { get; private set; }

    /// <summary>The parameter; null if no condition holds anywhere and there is no default.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="conditions">In order; the first that holds for a tensor counts.</param>
    /// <param name="otherwise">The value where none holds.</param>
    /// <param name="layers">The layers as the names have them that mergekit compares with.</param>
    public Parameter? Write(string name, IEnumerable<Condition> conditions, double? otherwise, (int Start, int? Count) layers)
    {
        var choices = new List<(string Pattern, Parameter Value)>();
        foreach (var condition in conditions)
        {
            if (Values(name, condition) is not { } values)
                return Parameter.Of(otherwise ?? 1);
            var filter = condition.Filter;
            if (filter is not null)
            {
                filter = Literal(name, condition, layers);
                var matches = filter is not null && tensors.Of(filter) != Reach.None;
                filters.Note(name, condition, matches);
                if (!matches)
                    continue;
            }
            AddChoices(choices, filter, values);
            if (filter is null)
                break;
        }
        if ((choices.Count == 0 || choices[^1].Pattern != "*") && otherwise is { } value)
            choices.Add(("*", Parameter.Of(value)));
        return choices.Count == 0 ? null : Simplified(choices);
    }

    /// <summary>The filter as text of our names; null if it can match none.</summary>
    string? Literal(string name, Condition condition, (int Start, int? Count) layers)
    {
        var filter = condition.Filter!;
        if (filter.AsSpan().ContainsAny('*', '?'))
            return null;
        if (layers.Start > 0 && LayerNumbers.IsPartial(filter))
        {
            messages.Warn(
                DiagnosticCodes.ImportNotExpressible, condition.Node,
                $"{name}: the filter \"{filter}\" names layers by a number that may be part of another; the recipe numbers the layers of this slice from 0, adapt the pattern to that");
            return filter;
        }
        return LayerNumbers.Shift(filter, layers.Start, layers.Count);
    }

    void AddChoices(List<(string, Parameter)> choices, string? filter, double[] values)
    {
        var pattern = filter is null ? "*" : $"*{filter}*";
        var (reach, first) = (tensors.Of(filter), Parameter.Of(values[0]));
        if (Array.TrueForAll(values, value => value == values[0]) || !reach.HasFlag(Reach.Layers))
            choices.Add((pattern, first));
        else if (values[0] == values[^1] || !reach.HasFlag(Reach.Tail))
            choices.Add((pattern, Gradient(values)));
        else
        {
            HasFirstValueOutsideLayers = true;
            choices.Add((tensors.LayerPattern + (filter is null ? "" : filter + "*"), Gradient(values)));
            choices.Add((pattern, first));
        }
    }

    static Parameter Gradient(double[] values) =>
        new(new Call("Gradient", [.. values.Select(value => new Argument("", Parameter.Literal(value)))]), null);

    /// <summary>Without choices that change nothing.</summary>
    static Parameter Simplified(List<(string Pattern, Parameter Value)> choices)
    {
        while (choices.Count > 1 && choices[^1].Pattern == "*" && choices[^2].Value.Code.Flat == choices[^1].Value.Code.Flat)
            choices.RemoveAt(choices.Count - 2);
        return choices is [("*", var only)] ? only : new Parameter(
            new Call("ByName", [.. choices.Select(choice => new Argument("", new Pair($"\"{choice.Pattern}\"", choice.Value.Code)))]), null);
    }

    double[]? Values(string name, Condition condition)
    {
        var numbers = condition.Values.Select(YamlValues.Number).ToArray();
        if (Array.TrueForAll(numbers, number => number is not null))
            return [.. numbers.Select(number => number!.Value)];
        messages.Error(DiagnosticCodes.ImportValueInvalid, condition.Node, $"{name} is {string.Join(", ", condition.Values.Select(value => $"\"{value}\""))}; it must be a number, or a list of numbers");
        return null;
    }
}
