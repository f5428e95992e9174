using MergeSdk.Graph;
using MergeSdk.Histories.Recipes;

namespace MergeSdk.Histories.Tests;

public sealed class RecipeTests
{
    static readonly string[] s_texts = [.. Enumerable.Range(0, 3000).SelectMany(seed => Text(new Recipe(seed)))];

    [Fact]
    public void Every_function_of_the_language_is_written_with_all_its_parameters()
    {
        foreach (var function in Language.All)
        {
            s_texts.Should().Contain(text => text.Contains(function.Name + "("), "{0} belongs to the language", function);
            // Those of functions with a text of their own go by their positions.
            foreach (var parameter in Language.OfModels.Concat(Language.OfVectors).Contains(function) ? function.GetParameters() : [])
                s_texts.Should().Contain(text => text.Contains($"{parameter.Name}: "), "{0} has it", function);
        }
    }

    [Fact]
    public void A_parameter_without_known_values_is_an_error() =>
        FluentActions.Invoking(() => Language.Values("Ties", "sharpness")).Should().Throw<InvalidOperationException>().WithMessage("*sharpness of Ties*");

    [Fact]
    public void A_recipe_is_a_function_of_its_seed() => Text(new Recipe(7)).Should().Equal(Text(new Recipe(7))).And.NotEqual(Text(new Recipe(8)));

    [Fact]
    public void An_edit_changes_one_place()
    {
        var recipe = new Recipe(7);
        var before = Text(recipe)[^1].Split('\n');

        var changed = Enumerable.Range(0, 50).Select(seed => Text(recipe.Edit(new Dice(seed)).Edited)[^1].Split('\n'))
            .Where(after => after.Length == before.Length).Select(after => after.Zip(before).Count(line => line.First != line.Second));

        changed.Where(lines => lines > 0).Should().NotBeEmpty().And.OnlyContain(lines => lines == 1);
    }

    static string[] Text(Recipe recipe) => [.. recipe.Write(["Base", "code", "math"], ["style"], layers: 3).Values];
}
