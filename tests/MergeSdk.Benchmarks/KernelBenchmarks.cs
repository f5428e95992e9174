using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MergeSdk.Tensors;

namespace MergeSdk.Benchmarks;

/// <summary>The kernels one by one, on one thread, beside a plain copy of memory.</summary>
public class KernelBenchmarks
{
    /// <summary>128 KiB of float32: three buffers and a histogram fit a second-level cache of 1 MiB.</summary>
    public const int InCache = 1 << 15;

    /// <summary>64 MiB of float32: more than caches hold.</summary>
    public const int InMemory = 1 << 24;

    float[] _x = [];
    float[] _y = [];
    float[] _result = [];
    byte[] _bfloat16 = [];
    byte[] _float16 = [];
    uint[] _words = [];

    static readonly MagnitudeBracket s_narrow = new(MagnitudeSelection.MagnitudeBits(0.01295f), MagnitudeSelection.MagnitudeBits(0.01305f), bucketBits: 16);
    static readonly MagnitudeBracket s_whole = new(0, 0x7FFF_FFFF, bucketBits: 16);

    readonly MagnitudeBucket[] _buckets = new MagnitudeBucket[s_whole.Buckets];

    [Params(InCache, InMemory)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_x, _y, _result) = (new float[Elements], new float[Elements], new float[Elements]);
        (_bfloat16, _float16, _words) = (new byte[2 * Elements], new byte[2 * Elements], new uint[Elements]);
        NormalNoise.Add(1, 0, 0.02f, _x, _words);
        NormalNoise.Add(2, 0, 0.02f, _y, _words);
        Conversion.Narrow(_x, DType.BFloat16, _bfloat16);
        Conversion.Narrow(_x, DType.Float16, _float16);
    }

    [Benchmark, Traffic(8)]
    public void Memcpy() => _x.CopyTo(_result, 0);

    [Benchmark, Traffic(6)]
    public void WidenBFloat16() => Conversion.Widen(DType.BFloat16, _bfloat16, _result);

    [Benchmark, Traffic(6)]
    public void NarrowBFloat16() => Conversion.Narrow(_x, DType.BFloat16, _bfloat16);

    [Benchmark, Traffic(6)]
    public void WidenFloat16() => Conversion.Widen(DType.Float16, _float16, _result);

    [Benchmark, Traffic(6)]
    public void NarrowFloat16() => Conversion.Narrow(_x, DType.Float16, _float16);

    [Benchmark, Traffic(4)]
    public object XxHash3() => Tensors.XxHash3.Hash128(MemoryMarshal.AsBytes(_x.AsSpan()));

    [Benchmark, Traffic(4)]
    public object TensorHasher() => Tensors.TensorHasher.Hash(MemoryMarshal.AsBytes(_x.AsSpan()));

    [Benchmark, Traffic(12)]
    public void Add() => Kernels.Add(_x, _y, _result);

    [Benchmark, Traffic(12)]
    public void Subtract() => Kernels.Subtract(_x, _y, _result);

    [Benchmark, Traffic(8)]
    public void Scale() => Kernels.Scale(_x, 0.7f, _result);

    // The factor is small, so that no number of calls leads to an infinity.
    [Benchmark, Traffic(12)]
    public void AddScaled() => Kernels.AddScaled(_x, 1e-9f, _result);

    [Benchmark, Traffic(12)]
    public void Interpolate() => Kernels.Interpolate(_x, 0.7f, _y, 0.3f, _result);

    [Benchmark, Traffic(16)]
    public void AddAgreeing() => Kernels.AddAgreeing(_x, 1e-9f, _y, _result);

    [Benchmark, Traffic(2)]
    public int FindNonFinite() => NonFinite.IndexOf(DType.BFloat16, _bfloat16);

    [Benchmark, Traffic(8)]
    public double Dot() => Reductions.Dot(_x, _y);

    [Benchmark, Traffic(4)]
    public double SumOfSquares() => Reductions.SumOfSquares(_x);

    [Benchmark, Traffic(4)]
    public double SumOfMagnitudes() => Reductions.SumOfMagnitudes(_x);

    [Benchmark, Traffic(8)]
    public double DotAndNorms()
    {
        Reductions.DotAndNorms(_x, _y, out var dot, out var xx, out var yy);
        return dot + xx + yy;
    }

    /// <summary>A bracket with a third of a percent of the elements.</summary>
    [Benchmark, Traffic(4)]
    public int CountBracket() => MagnitudeSelection.Count(_x, s_narrow, [], [], _buckets);

    /// <summary>A bracket with all elements.</summary>
    [Benchmark, Traffic(4)]
    public int CountAll() => MagnitudeSelection.Count(_x, s_whole, [], [], _buckets);

    [Benchmark, Traffic(4)]
    public int CountEqual() => MagnitudeSelection.CountEqual(_x, MagnitudeSelection.MagnitudeBits(0.013f));

    [Benchmark, Traffic(8)]
    public int Keep() => MagnitudeSelection.Keep(_x, MagnitudeSelection.MagnitudeBits(0.013f), 1, _result);

    [Benchmark, Traffic(4)]
    public void Philox() => Tensors.Philox.Fill(7, 0, _words);
}
