using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace MergeSdk.Tensors;

/// <summary>
/// A tensor's dimensions, outermost first. Write <c>[352, 128]</c>; <c>[]</c> (and <c>default</c>) is the shape of a scalar, which has one element.
/// In JSON it is an array of numbers.
/// </summary>
[JsonConverter(typeof(TensorShapeJsonConverter))]
[CollectionBuilder(typeof(TensorShape), nameof(Create))]
public readonly struct TensorShape : IEquatable<TensorShape>
{
    readonly ImmutableArray<long> _dimensions;

    /// <summary>A shape of these dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    /// <exception cref="OverflowException">The dimensions other than 0 multiply to more than <see cref="long.MaxValue"/>.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
        : this(ImmutableArray.Create(dimensions))
    {
    }

    /// <inheritdoc cref="TensorShape(ReadOnlySpan{long})"/>
    public TensorShape(ImmutableArray<long> dimensions)
    {
        // Zero dimensions are left out of the check so that [2^62, 4, 0] fails whatever the order in which someone multiplies it later.
        var product = 1L;
        foreach (var dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            product = checked(product * Math.Max(dimension, 1));
        }
        _dimensions = dimensions;
    }

    /// <summary>The dimensions, outermost first; each ≥ 0.</summary>
    public ImmutableArray<long> Dimensions => _dimensions.IsDefault ? [] : _dimensions;

    /// <summary>Number of dimensions; 0 for a scalar.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>Number of elements: the product of the dimensions, 1 for a scalar.</summary>
    public long ElementCount
    {
        get
        {
            var product = 1L;
            foreach (var dimension in Dimensions)
            {
                product *= dimension;
            }
            return product;
        }
    }

    /// <summary>The dimension at an axis from 0 to <see cref="Rank"/> − 1; <c>^1</c> is the innermost.</summary>
    public long this[Index axis] => Dimensions[axis.GetOffset(Rank)];

    /// <summary>What a collection expression calls.</summary>
    public static TensorShape Create(ReadOnlySpan<long> dimensions) => new(dimensions);

    /// <summary>Same dimensions in the same order.</summary>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Different dimensions.</summary>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary>Enumerates the dimensions.</summary>
    public ImmutableArray<long>.Enumerator GetEnumerator() => Dimensions.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var dimension in Dimensions)
        {
            hash.Add(dimension);
        }
        return hash.ToHashCode();
    }

    /// <summary>As Python prints it: <c>[352, 128]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Dimensions)}]";
}
