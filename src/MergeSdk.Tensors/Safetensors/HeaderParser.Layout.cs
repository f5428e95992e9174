namespace MergeSdk.Tensors;

// Where the tensors lie in the data section: each exactly as large as its type and shape say, all together without holes or overlaps.
ref partial struct HeaderParser
{
    readonly TensorInfo Check(TensorInfo tensor, long end)
    {
        if (end < tensor.Offset)
        {
            throw BadLayout(tensor.Name, $"its data ends at {end}, before it begins at {tensor.Offset}");
        }
        // As for the product of the dimensions, an overflow that a zero would hide is one, too.
        var mostElements = long.MaxValue / Math.Max(1, tensor.DType.ElementBytes());
        foreach (var dimension in tensor.Shape)
        {
            mostElements /= Math.Max(dimension, 1);
        }
        if (mostElements == 0)
        {
            throw BadLayout(tensor.Name, $"{tensor.DType.Code()} {tensor.Shape} would be more than 2^63 - 1 bytes");
        }
        var elements = tensor.Shape.ElementCount;
        if (elements % 8 * tensor.DType.BitSize() % 8 != 0)
        {
            throw BadLayout(tensor.Name, $"{tensor.DType.Code()} {tensor.Shape} does not fill whole bytes");
        }
        var bytes = tensor.DType.ByteCount(elements);
        return bytes == end - tensor.Offset
            ? tensor
            : throw BadLayout(tensor.Name, $"{tensor.DType.Code()} {tensor.Shape} needs {bytes} bytes, data_offsets [{tensor.Offset}, {end}] give {end - tensor.Offset}");
    }

    readonly List<TensorInfo> Layout()
    {
        // Writers list tensors in the order of their data or of their names; only the latter need sorting, which for a name costs more than a comparison.
        if (!IsInOrder())
        {
            _tensors.Sort(Compare);
        }
        long expected = 0;
        for (var i = 0; i < _tensors.Count; i++)
        {
            var tensor = _tensors[i];
            if (tensor.Offset != expected)
            {
                var neighbor = i == 0 ? "the start of the data" : $"the end of tensor {QuotedName.Of(_tensors[i - 1].Name)}";
                throw BadLayout(tensor.Name, $"its data begins at {tensor.Offset}, {(tensor.Offset > expected ? "leaving a hole after" : "overlapping, before")} {neighbor} at {expected}");
            }
            expected += tensor.ByteCount;
        }
        if (expected > _dataBytes)
        {
            throw InputFile.Error(DiagnosticCodes.TruncatedFile, _path,
                $"the header describes {expected} bytes of tensors, the file has {_dataBytes}: an interrupted download? {expected - _dataBytes} bytes are missing, download it again");
        }
        return expected == _dataBytes
            ? _tensors
            : throw InputFile.Error(DiagnosticCodes.TrailingData, _path,
                $"the header describes {expected} bytes of tensors, the file has {_dataBytes}: {_dataBytes - expected} bytes belong to no tensor. Download or save the file again");
    }

    readonly bool IsInOrder()
    {
        for (var i = 1; i < _tensors.Count; i++)
        {
            if (Compare(_tensors[i - 1], _tensors[i]) > 0)
            {
                return false;
            }
        }
        return true;
    }

    static int Compare(TensorInfo x, TensorInfo y)
    {
        var order = x.Offset.CompareTo(y.Offset);
        order = order != 0 ? order : x.ByteCount.CompareTo(y.ByteCount);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }

    readonly MergeException BadLayout(string name, string what) =>
        InputFile.Error(DiagnosticCodes.InvalidTensorLayout, _path, $"tensor {QuotedName.Of(name)}: {what}. The file is damaged, download it again");
}
