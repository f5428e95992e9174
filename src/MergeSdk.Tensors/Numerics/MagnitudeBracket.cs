using System.Numerics;

namespace MergeSdk.Tensors;

/// <summary>A range of magnitudes, by their bits, cut into buckets of equal width.</summary>
readonly record struct MagnitudeBracket
{
    /// <param name="lowest">The least magnitude bits; lowered to where a bucket begins.</param>
    /// <param name="highest">The greatest, from <paramref name="lowest"/> to 0x7FFFFFFF.</param>
    /// <param name="bucketBits">There are about 2^<paramref name="bucketBits"/> buckets, fewer if the bracket has fewer magnitudes. 15 to 31.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of range.</exception>
    public MagnitudeBracket(uint lowest, uint highest, int bucketBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(highest, MagnitudeSelection.MagnitudeMask);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lowest, highest);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketBits, 15);
        Shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(highest - lowest) - bucketBits);
        (Lowest, Highest) = (lowest >> Shift << Shift, highest);
    }

    /// <summary>The least magnitude bits.</summary>
    public uint Lowest { get; }

    /// <summary>The greatest.</summary>
    public uint Highest { get; }

    /// <summary>A bucket is 2^<see cref="Shift"/> magnitudes wide, 2^16 at most.</summary>
    public int Shift { get; }

    /// <summary>How many buckets there are.</summary>
    public int Buckets => BucketOf(Highest) + 1;

    /// <summary>The bucket of a magnitude of the bracket.</summary>
    public int BucketOf(uint bits) => (int)((bits - Lowest) >> Shift);

    /// <summary>The least magnitude bits of a bucket.</summary>
    public uint LowestOf(int bucket) => Lowest + ((uint)bucket << Shift);

    /// <summary>How far a magnitude is above the least of its bucket.</summary>
    public uint InBucket(uint bits) => bits & ((1u << Shift) - 1);
}

/// <summary>What is counted of a bucket.</summary>
struct MagnitudeBucket
{
    const int CountBits = 48;

    // Both in one word: counting is a load and a store.
    ulong _counted;

    /// <summary>How many elements there are.</summary>
    public readonly long Count => (long)(_counted & ((1UL << CountBits) - 1));

    /// <summary>Whether all elements have the least magnitude of the bucket.</summary>
    public readonly bool IsLowest => _counted >> CountBits == 0;

    /// <summary>Adds elements of one magnitude.</summary>
    /// <param name="count">How many.</param>
    /// <param name="inBucket">How far it is above the least of the bucket: 0 to 0xFFFF.</param>
    public void Add(long count, uint inBucket) => _counted = (_counted + (ulong)count) | ((ulong)inBucket << CountBits);

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(MagnitudeBucket other) => Add(other.Count, (uint)(other._counted >> CountBits));
}
