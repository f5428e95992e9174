namespace MergeSdk.Recipes;

/// <summary>The first of several parameters whose pattern matches the tensor's name.</summary>
sealed class ByNameParam(IReadOnlyList<(Glob Pattern, Param Value)> choices, CallSite? site) : Param
{
    readonly bool[] _matched = new bool[choices.Count];

    internal override IEnumerable<double> Literals => choices.SelectMany(choice => choice.Value.Literals);

    internal override double Evaluate(TensorContext tensor)
    {
        Param? value = null;
        for (var i = 0; i < choices.Count; i++)
        {
            // Patterns behind the first match are still tried until they have matched once: CheckUsed tells misspelt from shadowed.
            if ((value is null || !_matched[i]) && choices[i].Pattern.IsMatch(tensor.Name))
            {
                _matched[i] = true;
                value ??= choices[i].Value;
            }
        }
        return value?.Evaluate(tensor) ?? throw new MergeException(
            DiagnosticCodes.PatternMissing,
            $"ByName has no pattern for the tensor {tensor.Name}; end the list with (\"*\", …) for all others",
            site?.Position());
    }

    internal override void CheckUsed()
    {
        var unused = choices.Where((_, i) => !_matched[i]).Select(choice => $"\"{choice.Pattern}\"").ToArray();
        if (unused.Length > 0)
        {
            throw new MergeException(
                DiagnosticCodes.PatternMatchesNothing,
                $"ByName: {string.Join(", ", unused)} matches no tensor. Patterns are compared with whole names (such as "
                + "model.layers.0.mlp.up_proj.weight), * stands for any characters and ? for one",
                site?.Position());
        }
        foreach (var (_, value) in choices)
            value.CheckUsed();
    }
}
