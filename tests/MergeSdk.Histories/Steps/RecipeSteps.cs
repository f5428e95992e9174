using MergeSdk.Histories.Recipes;

namespace MergeSdk.Histories.Steps;

/// <summary>Changes of recipes.</summary>
static class RecipeSteps
{
    public static (int Weight, Step Item)[] All { get; } =
    [
        (20, Step.Of("recipe edited", Edit)),
        (5, Step.Of("recipe written anew", context => Change(context, new Recipe(context.Dice.Next(int.MaxValue))))),
        (6, Step.Of("an earlier recipe", context =>
            context.Stage.EarlierRecipes.Count > 0 ? Change(context, context.Dice.Pick(context.Stage.EarlierRecipes)) : null)),
    ];

    static string Edit(StepContext context)
    {
        var (edited, place) = context.Stage.Recipe.Edit(context.Dice);
        return $"at {place}\n{Change(context, edited)}";
    }

    static string Change(StepContext context, Recipe recipe)
    {
        context.Stage.EarlierRecipes.Add(context.Stage.Recipe);
        context.Stage.Recipe = recipe;
        context.Stage.WriteRecipe();
        return context.Stage.RecipeTexts();
    }
}
