namespace MergeSdk.Compute;

/// <summary>A worker's buffers: they grow to what the largest program needs and are used for every tile after that.</summary>
sealed class Workspace(int worker)
{
    float[][] _registers = [];
    byte[] _bytes = [];

    /// <summary>The worker's number, from 0.</summary>
    public int Worker => worker;

    /// <summary>At least <paramref name="count"/> buffers of a tile each.</summary>
    public float[][] Registers(int count, int tileElements)
    {
        if (_registers.Length < count)
            Array.Resize(ref _registers, count);
        for (var i = 0; i < count; i++)
        {
            if ((_registers[i]?.Length ?? 0) < tileElements)
                _registers[i] = GC.AllocateUninitializedArray<float>(tileElements);
        }
        return _registers;
    }

    /// <summary>The buffer for stored bytes, of inputs and of the output.</summary>
    public Span<byte> Bytes(int count)
    {
        if (_bytes.Length < count)
            _bytes = GC.AllocateUninitializedArray<byte>(count);
        return _bytes.AsSpan(0, count);
    }
}
