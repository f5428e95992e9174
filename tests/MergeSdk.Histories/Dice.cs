namespace MergeSdk.Histories;

/// <summary>Random decisions, the same on every machine.</summary>
sealed class Dice(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>A seed made of others. Not System.HashCode, which differs from run to run.</summary>
    public static int Seed(params ReadOnlySpan<int> parts)
    {
        var mixed = 0x9E37_79B9_7F4A_7C15UL;
        foreach (var part in parts)
        {
            mixed = (mixed ^ (uint)part) * 0xBF58_476D_1CE4_E5B9;
            mixed ^= mixed >> 29;
        }
        return (int)(mixed >> 31);
    }

    public int Next(int below) => _random.Next(below);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public bool OneIn(int times) => _random.Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>One of several, those of larger weight more often.</summary>
    public T Pick<T>(IReadOnlyList<(int Weight, T Item)> items)
    {
        var left = _random.Next(items.Sum(item => item.Weight));
        foreach (var (weight, item) in items)
        {
            if ((left -= weight) < 0)
                return item;
        }
        throw new InvalidOperationException("No item has a weight.");
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
