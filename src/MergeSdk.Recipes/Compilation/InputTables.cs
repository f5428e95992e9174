using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>Makes the tensor tables of models. Models with the same tensors share one, which most fine-tunes of one base do.</summary>
sealed class InputTables
{
    readonly List<TensorTable> _tables = [];

    public TensorTable Of(LoadedInput input)
    {
        var tensors = input.Checkpoint.Tensors;
        var tied = TiedEmbedding(input);
        foreach (var known in _tables)
        {
            if (known.TiedEmbedding == tied && HasSameTensors(known, tensors))
                return known;
        }
        var table = new TensorTable([.. tensors.Values.Select(tensor => (tensor.Info.Name, tensor.Info.Shape, tensor.Info.DType))], tied);
        _tables.Add(table);
        return table;
    }

    static bool HasSameTensors(TensorTable table, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        if (table.Names.Count != tensors.Count)
            return false;
        foreach (var (name, tensor) in tensors)
        {
            var index = table.IndexOf(name);
            if (index < 0 || table.DTypes[index] != tensor.Info.DType || table.Shapes[index] != tensor.Info.Shape)
                return false;
        }
        return true;
    }

    /// <summary>The embedding that is also the head, in a model without a head whose configuration does not deny it.</summary>
    static string? TiedEmbedding(LoadedInput input)
    {
        var names = input.Checkpoint.Tensors.Keys;
        if (input.Config?.TiesEmbeddings == false || names.Any(TensorRoles.IsHead))
            return null;
        var embeddings = names.Where(TensorRoles.IsInputEmbedding).Take(2).ToArray();
        return embeddings.Length == 1 ? embeddings[0] : null;
    }
}
