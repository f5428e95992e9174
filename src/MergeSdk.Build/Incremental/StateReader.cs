using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MergeSdk.Build.Files;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>Reads what <see cref="StateWriter"/> wrote. The first record that is not whole, as a killed build leaves one, is the end, whatever may come behind it.</summary>
/// <param name="stream">The records.</param>
sealed class StateReader(Stream stream) : IDisposable
{
    readonly List<string> _texts = [];
    readonly BinaryReader _record = new(new MemoryStream());

    /// <summary>The texts of the records that were read, in order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The next record; null at the end, where the stream stands then.</summary>
    public StateRecord? Read()
    {
        var start = stream.Position;
        if (TryLoad())
        {
            switch ((RecordKind)_record.ReadByte())
            {
                case RecordKind.Tensor:
                    return ReadTensor();
                case RecordKind.File:
                    return ReadFile();
            }
        }
        stream.Position = start;
        return null;
    }

    public void Dispose() => _record.Dispose();

    bool TryLoad()
    {
        Span<byte> frame = stackalloc byte[StateWriter.FrameBytes];
        if (stream.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        if (length <= 0 || length > stream.Length - stream.Position)
            return false;
        var memory = (MemoryStream)_record.BaseStream;
        memory.SetLength(length);
        memory.Position = 0;
        var record = memory.GetBuffer().AsSpan(0, length);
        stream.ReadExactly(record);
        return XxHash3.Hash128(record) == ContentHash.Read(frame[sizeof(int)..]);
    }

    TensorRecord ReadTensor()
    {
        var (name, computation, text, methods, output, thresholds) = (Text(), Hash(), Text(), Text(), Type(), Text());
        var inputs = new ActionKey.Part[_record.Read7BitEncodedInt()];
        for (var i = 0; i < inputs.Length; i++)
        {
            var (model, tensor, type, named, known, content) = (Text(), Text(), Type(), _record.ReadBoolean(), _record.ReadBoolean(), Hash());
            inputs[i] = new ActionKey.Part(model, tensor, type, known ? content : null, named);
        }
        return new TensorRecord(name, new ActionKey(computation, text, methods, output, inputs, thresholds.Length > 0 ? thresholds : null), Content());
    }

    FileRecord ReadFile()
    {
        var (key, identity) = (Text(), new FileIdentity(_record.ReadInt64(), _record.ReadInt64(), _record.ReadInt64(), _record.ReadUInt64()));
        var contents = new ConcurrentDictionary<string, TensorContent>(StringComparer.Ordinal);
        for (var count = _record.Read7BitEncodedInt(); count > 0; count--)
            contents[Text()] = Content();
        return new FileRecord(key, identity, contents);
    }

    string Text()
    {
        var number = _record.Read7BitEncodedInt();
        if (number == _texts.Count)
            _texts.Add(_record.ReadString());
        return _texts[number];
    }

    TensorType Type()
    {
        var type = (DType)_record.ReadByte();
        var dimensions = new long[_record.Read7BitEncodedInt()];
        for (var axis = 0; axis < dimensions.Length; axis++)
            dimensions[axis] = _record.Read7BitEncodedInt64();
        return new TensorType(type, new TensorShape(ImmutableCollectionsMarshal.AsImmutableArray(dimensions)));
    }

    ContentHash Hash() => new(_record.ReadUInt64(), _record.ReadUInt64());

    TensorContent Content() => new(Hash(), NonFinite: _record.Read7BitEncodedInt64() - 1, Signs: _record.ReadUInt64());
}
