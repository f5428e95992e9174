using System.Reflection;
using System.Text.RegularExpressions;
using MergeSdk.Graph;

namespace MergeSdk.Recipes;

/// <summary>
/// A parameter of a recipe function. Range and default of a number are those that the method declares (<see cref="Setting.Of{TMethod}"/>); a number that no method
/// knows is a factor: any, and 1 if it may be left out.
/// </summary>
sealed partial class FunctionParameter
{
    public FunctionParameter(ParameterInfo declared, Type? method)
    {
        (Name, Type, IsOptional) = (declared.Name!, Nullable.GetUnderlyingType(declared.ParameterType) ?? declared.ParameterType, declared.IsOptional);
        var other = declared.GetCustomAttributes().Select(attribute => attribute.GetType()).FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OfAttribute<>));
        method = other?.GetGenericArguments()[0] ?? method;
        Known = method is null ? null : MethodDescriptor.Of(method).Parameters.FirstOrDefault(parameter => parameter.Name == Name);
        Mergekit = declared.GetCustomAttribute<MergekitAttribute>() is { } named ? named.Name
            : IsWeighted ? "weight"
            : IsOperand || Type.IsEnum || Type == typeof(long) || Type == typeof(Model) ? null
            : Hump().Replace(Name, "_").ToLowerInvariant();
        Default = !IsOptional ? null : declared.DefaultValue ?? (Type != typeof(Param) ? null : Known is null ? 1.0 : Known.Default);
    }

    public string Name { get; }

    /// <summary>Its type, without the question mark of one that may be left out.</summary>
    public Type Type { get; }

    public bool IsOptional { get; }

    /// <summary>mergekit's name of it, for what is merged that of its weight; null if it has none: not for choices and seeds, nor for models.</summary>
    public string? Mergekit { get; }

    /// <summary>The default; null if there is none, or it is not a value of its own, as the recipe's <c>Seed</c> for a seed.</summary>
    public object? Default { get; }

    /// <summary>The parameter of the method that it becomes; null if it does not become one.</summary>
    public MethodParameter? Known { get; }

    /// <summary>Whether it is what is merged.</summary>
    public bool IsOperand => !IsOptional && !IsNumber && Type != typeof(bool) && !Type.IsEnum;

    /// <summary>Whether it is what is merged, each with a weight.</summary>
    public bool IsWeighted => Type.ToString().Contains(typeof(Weighted<>).FullName!, StringComparison.Ordinal);

    public bool IsNumber => Type == typeof(Param) || Type == typeof(double) || Type == typeof(int) || Type == typeof(long);

    public ParameterRange Range => Known?.Range ?? ParameterRange.Finite;

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Hump();
}
