using System.Runtime.CompilerServices;

namespace MergeSdk.Tensors;

/// <summary>One lane, without vector instructions.</summary>
readonly struct Doubles1(double value) : IDoubles<Doubles1>
{
    public double Value { get; } = value;

    ulong Bits => BitConverter.DoubleToUInt64Bits(Value);

    public static int Count => 1;

    public static Doubles1 LoadSingles(ref readonly float source, nuint index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public static Doubles1 Load(ref readonly double source, nuint index) => new(Unsafe.Add(ref Unsafe.AsRef(in source), index));

    public void Store(ref double destination, nuint index) => Unsafe.Add(ref destination, index) = Value;

    public static Doubles1 Create(double value) => new(value);

    public static Doubles1 CreateBits(ulong bits) => new(BitConverter.UInt64BitsToDouble(bits));

    public static Doubles1 operator +(Doubles1 x, Doubles1 y) => new(x.Value + y.Value);

    public static Doubles1 operator -(Doubles1 x, Doubles1 y) => new(x.Value - y.Value);

    public static Doubles1 operator *(Doubles1 x, Doubles1 y) => new(x.Value * y.Value);

    public static Doubles1 operator /(Doubles1 x, Doubles1 y) => new(x.Value / y.Value);

    public static Doubles1 operator &(Doubles1 x, Doubles1 y) => CreateBits(x.Bits & y.Bits);

    public static Doubles1 operator |(Doubles1 x, Doubles1 y) => CreateBits(x.Bits | y.Bits);

    public static Doubles1 operator <<(Doubles1 x, int count) => CreateBits(x.Bits << count);

    public static Doubles1 operator >>>(Doubles1 x, int count) => CreateBits(x.Bits >>> count);

    public static Doubles1 AddBits(Doubles1 x, Doubles1 y) => CreateBits(x.Bits + y.Bits);

    public static Doubles1 Max(Doubles1 x, Doubles1 y) => new(Math.Max(x.Value, y.Value));

    public static Doubles1 Abs(Doubles1 x) => new(Math.Abs(x.Value));
}
