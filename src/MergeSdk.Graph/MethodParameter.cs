using System.Globalization;
using System.Reflection;

namespace MergeSdk.Graph;

/// <summary>A parameter of a method, as the constructor of its record declares it.</summary>
sealed class MethodParameter
{
    readonly PropertyInfo _property;

    public MethodParameter(ParameterInfo declared, PropertyInfo property)
    {
        _property = property;
        Name = char.ToLowerInvariant(declared.Name![0]) + declared.Name[1..];
        Range = declared.GetCustomAttribute<RangeAttribute>()?.Range ?? ParameterRange.Finite;
        Default = declared.HasDefaultValue ? declared.DefaultValue : null;
        HasDefault = declared.HasDefaultValue;
        if (Write is null)
            throw new NotSupportedException($"{declared.Member.DeclaringType}: a parameter of type {Type} has no form in keys and plans yet.");
    }

    /// <summary>Its name as recipes write it, such as <c>density</c>.</summary>
    public string Name { get; }

    public Type Type => _property.PropertyType;

    public ParameterRange Range { get; }

    public bool HasDefault { get; }

    public object? Default { get; }

    /// <summary>Its value in a method.</summary>
    public object? Of(Method method) => _property.GetValue(method);

    /// <summary>Adds its value to what a digest is made of.</summary>
    public void AddTo(DigestWriter digest, Method method) => Write!(digest, Of(method));

    /// <summary>Its value as a recipe writes it.</summary>
    public string Text(Method method) => Of(method) switch
    {
        double number => Method.Number(number),
        bool flag => flag ? "true" : "false",
        Numbers numbers => $"[{string.Join(", ", numbers.Select(Method.Number))}]",
        var other => string.Create(CultureInfo.InvariantCulture, $"{other}"),
    };

    Action<DigestWriter, object?>? Write => Nullable.GetUnderlyingType(Type) is { } given ? ForOptional(given) : For(Type);

    static Action<DigestWriter, object?>? ForOptional(Type type) => For(type) is not { } write ? null : (digest, value) =>
    {
        digest.Add(value is not null);
        if (value is not null)
            write(digest, value);
    };

    static Action<DigestWriter, object?>? For(Type type)
    {
        if (type.IsEnum)
            return (digest, value) => digest.Add(value!.ToString()!);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Double => (digest, value) => digest.Add(BitConverter.DoubleToInt64Bits((double)value!)),
            TypeCode.Int64 => (digest, value) => digest.Add((long)value!),
            TypeCode.Int32 => (digest, value) => digest.Add((int)value!),
            TypeCode.Boolean => (digest, value) => digest.Add((bool)value!),
            TypeCode.String => (digest, value) => digest.Add((string)value!),
            _ when type == typeof(Numbers) => (digest, value) =>
            {
                var numbers = (Numbers)value!;
                digest.Add(numbers.Count);
                foreach (var number in numbers)
                    digest.Add(BitConverter.DoubleToInt64Bits(number));
            },
            _ when type == typeof(TensorType) => (digest, value) => digest.Add((TensorType)value!),
            _ => null,
        };
    }
}
