namespace MergeSdk.Tensors;

// Which files of a folder are the model.
sealed partial class Checkpoint
{
    // Transformers, PEFT and Diffusers, in the order of preference.
    static readonly string[] s_usualNames = ["model.safetensors", "adapter_model.safetensors", "diffusion_pytorch_model.safetensors"];

    static (string? IndexPath, string? Single) Find(string folder)
    {
        var names = List(folder);
        var indexes = names.Where(name => name.EndsWith(ShardIndex.Suffix, StringComparison.Ordinal)).ToArray();
        if (indexes.Length > 0)
        {
            var index = indexes.Length == 1 ? indexes[0] : indexes.FirstOrDefault(name => name == $"model{ShardIndex.Suffix}")
                ?? throw Ambiguous(folder, $"the folder has several indexes, none of them model{ShardIndex.Suffix}: {Names(indexes)}. Keep one");
            return (Path.Join(folder, index), null);
        }
        var files = names.Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal)).ToArray();
        var file = s_usualNames.FirstOrDefault(files.Contains) ?? (files.Length == 1 ? files[0] : null);
        if (file is not null)
        {
            return (null, Path.Join(folder, file));
        }
        throw files.Length > 0
            ? Ambiguous(folder, $"the folder has {files.Length} safetensors files and no model{ShardIndex.Suffix} that says which make up the model: "
                + $"{Names(files)}. Download the index too")
            : NoModel(folder, names);
    }

    static string[] List(string folder)
    {
        if (File.Exists(folder))
        {
            throw InputFile.Error(DiagnosticCodes.FolderNotFound, folder, "expected a model folder, found a file; name the folder it is in");
        }
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(NaturalComparer.Instance)];
        }
        catch (DirectoryNotFoundException exception)
        {
            throw InputFile.Error(DiagnosticCodes.FolderNotFound, folder, "the model folder does not exist; check the path, or download the model", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(folder, exception);
        }
    }

    static MergeException Ambiguous(string folder, string what) => InputFile.Error(DiagnosticCodes.AmbiguousModel, folder, what);

    static MergeException NoModel(string folder, string[] names)
    {
        string[] pickles = [.. names.Where(name => Path.GetExtension(name) is ".bin" or ".pt" or ".pth" or ".ckpt" or ".pkl")];
        string[] ggufs = [.. names.Where(name => Path.GetExtension(name) == ".gguf")];
        var found = names.Length == 0 ? "the folder is empty; download the model"
            : pickles.Length > 0 ? $"the folder has no safetensors file, only pickles: {Names(pickles)}. They are never read, because they can run code; "
                + "convert the model first (model.save_pretrained(..., safe_serialization=True))"
            : ggufs.Length > 0 ? $"the folder has no safetensors file, only {Names(ggufs)}; use the original safetensors model it was made from"
            : $"the folder has no safetensors file, only {Names(names)}; check the path, or download the model's weights";
        return InputFile.Error(DiagnosticCodes.NoModelInFolder, folder, found);
    }
}
