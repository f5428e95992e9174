using System.Collections.Concurrent;
using System.Reflection;

namespace MergeSdk.Graph;

/// <summary>
/// What a method declares: name, version, and the parameters of its record's constructor. Keys, plans, checks of recipes and the documentation follow from it.
/// </summary>
sealed class MethodDescriptor
{
    static readonly ConcurrentDictionary<Type, MethodDescriptor> s_known = new();

    readonly ConstructorInfo _constructor;

    MethodDescriptor(Type type)
    {
        Type = type;
        var said = type.GetCustomAttribute<MethodAttribute>() ?? throw new NotSupportedException($"{type} is a method without [Method(name)].");
        (Name, Version) = (said.Name, said.Version);
        _constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(constructor => constructor.GetParameters() is not [var only] || only.ParameterType != type);
        Parameters = [.. _constructor.GetParameters().Select(parameter => new MethodParameter(parameter, type.GetProperty(parameter.Name!)
            ?? throw new NotSupportedException($"{type}: the parameter {parameter.Name} is not a property, so that no key would know it.")))];
    }

    /// <summary>The method's record.</summary>
    public Type Type { get; }

    /// <summary>Its name in plans and keys.</summary>
    public string Name { get; }

    public int Version { get; }

    /// <summary>The parameters in the order of their declaration.</summary>
    public IReadOnlyList<MethodParameter> Parameters { get; }

    /// <summary>The descriptor of a method.</summary>
    public static MethodDescriptor Of(Type type) => s_known.GetOrAdd(type, type => new MethodDescriptor(type));

    /// <summary>A parameter by the name of its property.</summary>
    public MethodParameter this[string property] => Parameters.First(parameter => parameter.Name.Equals(property, StringComparison.OrdinalIgnoreCase));

    /// <summary>A method with these values, in the order of <see cref="Parameters"/>.</summary>
    public Method Create(object?[] values) => (Method)_constructor.Invoke(values);
}
