namespace MergeSdk.Recipes;

/// <summary>Values that a recipe takes from outside.</summary>
public static partial class Functions
{
    /// <summary>
    /// A number that may be given from outside: by <c>-p:MergeArguments="t=0.3"</c>, or <c>--set t=0.3</c> of the command line. It is part of the plan and of the
    /// lock file, as if it were written in the recipe.
    /// </summary>
    /// <param name="name">Its name; without = and ;.</param>
    /// <param name="otherwise">The value if none is given.</param>
    /// <exception cref="MergeException">What was given is not a finite number.</exception>
    public static double Argument(string name, double otherwise) => RecipeErrors.Finite(RecipeRun.Argument(name, otherwise));

    /// <inheritdoc cref="Argument(string, double)"/>
    /// <exception cref="MergeException">What was given is not a whole number.</exception>
    public static int Argument(string name, int otherwise) => RecipeRun.Argument(name, otherwise);

    /// <inheritdoc cref="Argument(string, double)"/>
    /// <exception cref="MergeException">What was given is neither true nor false.</exception>
    public static bool Argument(string name, bool otherwise) => RecipeRun.Argument(name, otherwise);

    /// <inheritdoc cref="Argument(string, double)"/>
    public static string Argument(string name, string otherwise) => RecipeRun.Argument(name, otherwise);
}
