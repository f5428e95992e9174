using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>Says of which method a function's parameter is one, where that is not the method of the function's name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
sealed class OfAttribute<TMethod> : Attribute
    where TMethod : Method;
