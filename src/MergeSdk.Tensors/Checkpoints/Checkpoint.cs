namespace MergeSdk.Tensors;

/// <summary>A model folder: its safetensors files, and every tensor by name.</summary>
sealed partial class Checkpoint
{
    // The largest known models have some hundreds.
    const int MaxShards = 10_000;

    // All together, as in one file.
    const int MaxTensors = 2_000_000;

    Checkpoint(string folder, string? indexPath, IReadOnlyList<SafetensorsFile> files, IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        Folder = folder;
        IndexPath = indexPath;
        Files = files;
        Tensors = tensors;
    }

    /// <summary>The folder, as given.</summary>
    public string Folder { get; }

    /// <summary>The files of the model, in the natural order of their names.</summary>
    public IReadOnlyList<SafetensorsFile> Files { get; }

    /// <summary>The index that lists the files, or null for a model of one file without an index.</summary>
    public string? IndexPath { get; }

    /// <summary>Every tensor of the model by its name, compared ordinally. Enumerates in the order of <see cref="Files"/> and of their data.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>
    /// Reads the headers of a model's files and checks that they fit together. Without an index (<c>model.safetensors.index.json</c>, or the only
    /// <c>*.safetensors.index.json</c>) the model is <c>model.safetensors</c>, <c>adapter_model.safetensors</c>, <c>diffusion_pytorch_model.safetensors</c>
    /// or the only <c>*.safetensors</c> file.
    /// </summary>
    /// <param name="folder">A folder, or a link to one.</param>
    /// <param name="report">Called with warnings, on this thread: files and tensors the index does not list, a wrong total size.</param>
    /// <exception cref="MergeException">There is no model, or it is broken: codes MERGE1001 to MERGE1027. All broken files are reported together.</exception>
    public static Checkpoint Open(string folder, Action<Diagnostic>? report = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (indexPath, single) = Find(folder);
        if (indexPath is null)
        {
            var file = SafetensorsFile.ReadHeader(single!);
            return new Checkpoint(folder, null, [file], Collect([file]));
        }
        var index = ShardIndex.Read(indexPath);
        var files = ReadShards(folder, indexPath, index);
        var tensors = Collect(files);
        CheckIndex(folder, indexPath, index, files, tensors, report);
        return new Checkpoint(folder, indexPath, files, tensors);
    }

    static SafetensorsFile[] ReadShards(string folder, string indexPath, ShardIndex index)
    {
        var names = index.Shards.Values.Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length > MaxShards)
        {
            throw InputFile.Error(DiagnosticCodes.InvalidIndex, indexPath, $"the index names {names.Length} shards, more than the {MaxShards} that are read; this is no model's index. Download it again");
        }
        Array.Sort(names, NaturalComparer.Instance);
        var missing = names.Where(name => FileKinds.Of(Path.Join(folder, name)) == FileKind.Missing).ToArray();
        if (missing.Length > 0)
        {
            throw InputFile.Error(DiagnosticCodes.MissingShard, indexPath,
                $"{missing.Length} of {names.Length} shards are not in the folder: {Names(missing)}. Download them too");
        }
        var files = new SafetensorsFile[names.Length];
        var errors = new MergeException?[names.Length];
        Parallel.For(0, names.Length, i =>
        {
            try
            {
                files[i] = SafetensorsFile.ReadHeader(Path.Join(folder, names[i]));
            }
            catch (MergeException exception)
            {
                errors[i] = exception;
            }
        });
        var diagnostics = errors.SelectMany(error => error?.Diagnostics ?? []).ToArray();
        return diagnostics.Length == 0 ? files : throw new MergeException(diagnostics);
    }

    static Dictionary<string, StoredTensor> Collect(SafetensorsFile[] files)
    {
        var count = files.Sum(file => (long)file.Tensors.Count);
        if (count > MaxTensors)
        {
            throw InputFile.Error(DiagnosticCodes.HeaderLimitExceeded, files[0].Path, $"this and the model's other shards have {count} tensors together, more than the {MaxTensors} that are allowed");
        }
        var tensors = new Dictionary<string, StoredTensor>((int)count, StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var tensor in file.Tensors)
            {
                if (!tensors.TryAdd(tensor.Name, new StoredTensor(file, tensor)))
                {
                    throw InputFile.Error(DiagnosticCodes.TensorInSeveralShards, file.Path,
                        $"tensor {QuotedName.Of(tensor.Name)} is also in {QuotedName.Of(Path.GetFileName(tensors[tensor.Name].File.Path))}; "
                        + "each tensor must be in one file. Are these shards of two different models?");
                }
            }
        }
        return tensors;
    }

    /// <summary>Some names for a message, not all of thousands.</summary>
    static string Names(string[] names) => Examples.Of([.. names.Select(QuotedName.Of)]);
}
