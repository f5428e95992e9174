using System.Buffers.Binary;
using MergeSdk.Build.Files;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Incremental;

/// <summary>
/// Writes records, which <see cref="StateReader"/> reads: of each its length (4 bytes), the XXH3 of its bytes (16) and its bytes. A text is written where it is first
/// used, and is a number from then on: in a mixture of experts every model has the same hundred thousand names. After a record that could not be written no other one
/// is: it might have numbers of texts that are nowhere.
/// </summary>
/// <param name="stream">Where to write, each record at once.</param>
/// <param name="texts">The texts of the records before these, in order.</param>
sealed class StateWriter(Stream stream, IEnumerable<string> texts) : IDisposable
{
    /// <summary>What there is before a record: its length and its hash.</summary>
    public const int FrameBytes = sizeof(int) + ContentHash.Bytes;

    readonly Dictionary<string, int> _texts = texts.Select((text, i) => (text, i)).ToDictionary(entry => entry.text, entry => entry.i, StringComparer.Ordinal);
    readonly BinaryWriter _record = new(new MemoryStream());
    bool _failed;

    public void Write(TensorRecord tensor)
    {
        Begin(RecordKind.Tensor);
        Write(tensor.Name);
        Write(tensor.Key.Computation);
        Write(tensor.Key.Text);
        Write(tensor.Key.Methods);
        Write(tensor.Key.Output);
        Write(tensor.Key.Thresholds ?? "");
        _record.Write7BitEncodedInt(tensor.Key.Inputs.Count);
        foreach (var input in tensor.Key.Inputs)
        {
            Write(input.Model);
            Write(input.Tensor);
            Write(input.Type);
            _record.Write(input.Named);
            _record.Write(input.Content is not null);
            Write(input.Content ?? default);
        }
        Write(tensor.Content);
        End();
    }

    /// <param name="file">A weight file.</param>
    /// <param name="contents">Those of its contents to write; they add to what was written of it before with the same identity.</param>
    public void Write(FileRecord file, IReadOnlyCollection<KeyValuePair<string, TensorContent>> contents)
    {
        Begin(RecordKind.File);
        Write(file.Key);
        Write(file.Identity);
        _record.Write7BitEncodedInt(contents.Count);
        foreach (var (tensor, content) in contents)
        {
            Write(tensor);
            Write(content);
        }
        End();
    }

    public void Dispose() => _record.Dispose();

    void Begin(RecordKind kind)
    {
        _record.BaseStream.SetLength(FrameBytes);
        _record.BaseStream.Position = FrameBytes;
        _record.Write((byte)kind);
    }

    void End()
    {
        var record = ((MemoryStream)_record.BaseStream).GetBuffer().AsSpan(0, (int)_record.BaseStream.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - FrameBytes);
        XxHash3.Hash128(record[FrameBytes..]).WriteTo(record[sizeof(int)..]);
        if (_failed)
            return;
        _failed = true;
        stream.Write(record);
        _failed = false;
    }

    void Write(string text)
    {
        if (_texts.TryGetValue(text, out var number))
        {
            _record.Write7BitEncodedInt(number);
            return;
        }
        _record.Write7BitEncodedInt(_texts.Count);
        _record.Write(text);
        _texts.Add(text, _texts.Count);
    }

    void Write(TensorType type)
    {
        _record.Write((byte)type.DType);
        _record.Write7BitEncodedInt(type.Shape.Rank);
        foreach (var dimension in type.Shape)
            _record.Write7BitEncodedInt64(dimension);
    }

    void Write(ContentHash hash)
    {
        _record.Write(hash.Upper);
        _record.Write(hash.Lower);
    }

    void Write(TensorContent content)
    {
        Write(content.Hash);
        _record.Write7BitEncodedInt64(content.NonFinite + 1);
        _record.Write(content.Signs);
    }

    void Write(FileIdentity identity)
    {
        _record.Write(identity.Length);
        _record.Write(identity.Modified);
        _record.Write(identity.Changed);
        _record.Write(identity.Inode);
    }
}
