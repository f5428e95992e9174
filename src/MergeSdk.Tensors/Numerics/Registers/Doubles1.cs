using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>One lane, without vector instructions.</summary>
readonly struct Doubles1(double value) : IDoubles<Doubles1>
{
    public double Value { get; } = value;

    public static int Count => 1;

    public static Doubles1 LoadSingles(ref readonly float source, nuint index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public void Store(ref double destination, nuint index) => Unsafe.Add(ref destination, index) = Value;

    public static Doubles1 operator +(Doubles1 x, Doubles1 y) => new(x.Value + y.Value);

    public static Doubles1 operator *(Doubles1 x, Doubles1 y) => new(x.Value * y.Value);

    public static Doubles1 Abs(Doubles1 x) => new(Math.Abs(x.Value));
}
