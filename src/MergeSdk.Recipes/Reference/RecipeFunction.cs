using System.Reflection;

namespace MergeSdk.Recipes;

/// <summary>A function or an operator of the recipe language that has a name among people: what it declares, for the documentation and the import.</summary>
sealed class RecipeFunction
{
    RecipeFunction(MethodInfo declared)
    {
        (Name, MakesModel) = (declared.Name, declared.ReturnType == typeof(Model));
        Uses = [.. declared.GetCustomAttributes<KnownAsAttribute>()];
        var method = typeof(Functions).Assembly.GetType($"{typeof(Functions).Namespace}.{Name}");
        Parameters = [.. declared.GetParameters().Select(parameter => new FunctionParameter(parameter, method))];
    }

    /// <summary>All of them, in no particular order.</summary>
    public static IReadOnlyList<RecipeFunction> All { get; } =
    [
        .. new[] { typeof(Functions), typeof(TaskVector) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(KnownAsAttribute)))
            .Select(method => new RecipeFunction(method)),
    ];

    /// <summary>Its name in recipes; an operator has one that recipes do not write.</summary>
    public string Name { get; }

    /// <summary>Whether it makes a model, and not a task vector.</summary>
    public bool MakesModel { get; }

    public IReadOnlyList<KnownAsAttribute> Uses { get; }

    public IReadOnlyList<FunctionParameter> Parameters { get; }
}
