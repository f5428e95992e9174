namespace MergeSdk.Engine.Execution;

/// <summary>A worker's buffers: they grow to what the largest expression needs and are used for every tile after that.</summary>
sealed class Workspace(int worker)
{
    float[][] _registers = [];
    byte[][] _inputs = [];
    byte[] _output = [];

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

    /// <summary>The buffer for a block's stored bytes of an input.</summary>
    public Span<byte> Input(int index, int bytes)
    {
        if (_inputs.Length <= index)
            Array.Resize(ref _inputs, index + 1);
        if ((_inputs[index]?.Length ?? 0) < bytes)
            _inputs[index] = GC.AllocateUninitializedArray<byte>(bytes);
        return _inputs[index].AsSpan(0, bytes);
    }

    /// <summary>The buffer for a block's bytes of the output.</summary>
    public Span<byte> Output(int bytes)
    {
        if (_output.Length < bytes)
            _output = GC.AllocateUninitializedArray<byte>(bytes);
        return _output.AsSpan(0, bytes);
    }
}
