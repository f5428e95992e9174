using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MergeSdk.Tensors;

/// <summary>What is done to each element of one span.</summary>
interface IUnary
{
    T Invoke<T>(T x)
        where T : struct, ISingles<T>;
}

/// <summary>What is done to each pair of elements of two spans.</summary>
interface IBinary
{
    T Invoke<T>(T x, T y)
        where T : struct, ISingles<T>;
}

/// <summary>What is done to each triple of elements of three spans.</summary>
interface ITernary
{
    T Invoke<T>(T x, T y, T z)
        where T : struct, ISingles<T>;
}

/// <summary>The loops that drive elementwise operations: the widest registers first, narrower ones for what is left, one element at a time at the end.</summary>
static class Elementwise
{
    public static void Run<TOperation>(ReadOnlySpan<float> x, Span<float> result, TOperation operation)
        where TOperation : struct, IUnary
    {
        Validate(x, result);
        Run(x, x, result, new Unary<TOperation>(operation));
    }

    /// <exception cref="ArgumentException">The inputs' lengths differ, the result is shorter, or it overlaps an input at another place than its start.</exception>
    public static void Run<TOperation>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, TOperation operation)
        where TOperation : struct, IBinary
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"The inputs have {x.Length} and {y.Length} elements; they must have the same number.", nameof(y));
        }
        Validate(x, result);
        Validate(y, result);
        Loop(x, y, result, new Binary<TOperation>(operation));
    }

    /// <summary>The third input is where the result goes.</summary>
    /// <exception cref="ArgumentException">The lengths of the inputs differ, or the accumulator overlaps one of them at another place than its start.</exception>
    public static void Accumulate<TOperation>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> accumulator, TOperation operation)
        where TOperation : struct, ITernary
    {
        if (x.Length != y.Length || x.Length != accumulator.Length)
        {
            throw new ArgumentException($"The spans have {x.Length}, {y.Length} and {accumulator.Length} elements; they must have the same number.", nameof(y));
        }
        Validate(x, accumulator);
        Validate(y, accumulator);
        Loop(x, y, accumulator, operation);
    }

    static void Loop<TOperation>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, TOperation operation)
        where TOperation : struct, ITernary
    {
        ref var xBytes = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(x));
        ref var yBytes = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(y));
        ref var resultBytes = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(result));
        nuint done = 0;
        var end = (nuint)x.Length * sizeof(float);
        if (Vector512.IsHardwareAccelerated)
        {
            done = Pass<Singles512, TOperation>(ref xBytes, ref yBytes, ref resultBytes, done, end, operation);
        }
        if (Vector256.IsHardwareAccelerated)
        {
            done = Pass<Singles256, TOperation>(ref xBytes, ref yBytes, ref resultBytes, done, end, operation);
        }
        if (Vector128.IsHardwareAccelerated)
        {
            done = Pass<Singles128, TOperation>(ref xBytes, ref yBytes, ref resultBytes, done, end, operation);
        }
        Pass<Singles1, TOperation>(ref xBytes, ref yBytes, ref resultBytes, done, end, operation);
    }

    // Apart from the caller, because four of these loops inlined into one method exceed what the JIT is willing to inline, and operations become calls.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static nuint Pass<T, TOperation>(ref byte x, ref byte y, ref byte result, nuint done, nuint end, TOperation operation)
        where T : struct, ISingles<T>
        where TOperation : struct, ITernary
    {
        var step = (nuint)T.Count * sizeof(float);
        for (; end - done >= step; done += step)
        {
            operation.Invoke(T.Load(in x, done), T.Load(in y, done), T.Load(in result, done)).Store(ref result, done);
        }
        return done;
    }

    static void Validate(ReadOnlySpan<float> input, Span<float> result)
    {
        if (result.Length < input.Length)
        {
            throw new ArgumentException($"The result has room for {result.Length} of {input.Length} elements.", nameof(result));
        }
        // A shifted overlap would read elements that were already overwritten.
        if (input.Overlaps(result, out var shift) && shift != 0)
        {
            throw new ArgumentException("The result overlaps an input at another place than its start.", nameof(result));
        }
    }

    readonly struct Unary<TOperation>(TOperation operation) : IBinary
        where TOperation : struct, IUnary
    {
        readonly TOperation _operation = operation;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y)
            where T : struct, ISingles<T> => _operation.Invoke(x);
    }

    readonly struct Binary<TOperation>(TOperation operation) : ITernary
        where TOperation : struct, IBinary
    {
        readonly TOperation _operation = operation;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Invoke<T>(T x, T y, T z)
            where T : struct, ISingles<T> => _operation.Invoke(x, y);
    }
}
