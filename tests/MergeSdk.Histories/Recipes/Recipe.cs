using System.Text;

namespace MergeSdk.Histories.Recipes;

/// <summary>
/// A random recipe. Every decision in it is made at a place of its own, such as <c>output/1/density</c>, by the seed and that place alone. So deciding anew at
/// one place is what an edit is: another value, method or operand, and the rest stays.
/// </summary>
sealed class Recipe
{
    readonly int _seed;
    readonly Dictionary<string, int> _edits;
    readonly SortedSet<string> _places = new(StringComparer.Ordinal);

    public Recipe(int seed)
        : this(seed, new Dictionary<string, int>(StringComparer.Ordinal))
    {
    }

    Recipe(int seed, Dictionary<string, int> edits) => (_seed, _edits) = (seed, edits);

    /// <summary>Decisions at a place.</summary>
    public Dice At(string place)
    {
        _places.Add(place);
        Span<int> parts = [_seed, _edits.GetValueOrDefault(place), .. Encoding.UTF8.GetBytes(place).Select(letter => (int)letter)];
        return new Dice(Dice.Seed(parts));
    }

    /// <summary>The same but for one place of the text that was written last, where it is decided anew.</summary>
    public (Recipe Edited, string Place) Edit(Dice dice)
    {
        var place = dice.Pick(_places.ToList());
        return (new Recipe(_seed, new Dictionary<string, int>(_edits, StringComparer.Ordinal) { [place] = dice.Between(1, int.MaxValue - 1) }), place);
    }

    /// <summary>The texts of its files by their names, <c>recipe.csx</c> among them.</summary>
    /// <param name="models">Names of the models, the usual base first.</param>
    /// <param name="adapters">Names of the adapters.</param>
    /// <param name="layers">How many layers most of the models have.</param>
    public IReadOnlyDictionary<string, string> Write(IReadOnlyList<string> models, IReadOnlyList<string> adapters, int layers)
    {
        _places.Clear();
        return new RecipeText(this, models, adapters, layers).Files();
    }
}
