namespace MergeSdk.Tensors;

/// <summary>A register of float64 lanes, for sums of float32 elements. As <see cref="ISingles{TSelf}"/> otherwise.</summary>
interface IDoubles<TSelf>
    where TSelf : struct, IDoubles<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Loads as many float32 elements from an element index, each widened exactly.</summary>
    static abstract TSelf LoadSingles(ref readonly float source, nuint index);

    void Store(ref double destination, nuint index);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf Abs(TSelf x);
}
