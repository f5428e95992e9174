using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace MergeSdk.Graph;

/// <summary>A list of numbers as a method's parameter, such as weights. Lists are equal if all their numbers have the same bits.</summary>
[CollectionBuilder(typeof(Numbers), nameof(Of))]
readonly struct Numbers(ImmutableArray<double> values) : IReadOnlyList<double>, IEquatable<Numbers>
{
    readonly ImmutableArray<double> _values = values;

    public int Count => Values.Length;

    public double this[int index] => Values[index];

    ImmutableArray<double> Values => _values.IsDefault ? [] : _values;

    public static Numbers Of(ReadOnlySpan<double> values) => new([.. values]);

    public bool Equals(Numbers other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (BitConverter.DoubleToInt64Bits(this[i]) != BitConverter.DoubleToInt64Bits(other[i]))
                return false;
        }
        return true;
    }

    public override bool Equals(object? other) => other is Numbers numbers && Equals(numbers);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values)
            hash.Add(BitConverter.DoubleToInt64Bits(value));
        return hash.ToHashCode();
    }

    public ImmutableArray<double>.Enumerator GetEnumerator() => Values.GetEnumerator();

    IEnumerator<double> IEnumerable<double>.GetEnumerator() => ((IEnumerable<double>)Values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)Values).GetEnumerator();
}
