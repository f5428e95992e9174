namespace MergeSdk.Tensors;

// Whether the index and the shards tell the same story.
sealed partial class Checkpoint
{
    static void CheckIndex(
        string folder, string indexPath, ShardIndex index, SafetensorsFile[] files, Dictionary<string, StoredTensor> tensors, Action<Diagnostic>? report)
    {
        var wrong = index.Shards
            .Where(entry => !tensors.TryGetValue(entry.Key, out var tensor) || !Path.GetFileName(tensor.File.Path.AsSpan()).SequenceEqual(entry.Value))
            .Select(entry => entry.Key)
            .ToArray();
        if (wrong.Length > 0)
        {
            var shard = index.Shards[wrong[0]];
            throw InputFile.Error(DiagnosticCodes.TensorNotInShard, indexPath,
                $"{wrong.Length} tensors are not in the shard the index names, the first {QuotedName.Of(wrong[0])}, which is "
                + (tensors.TryGetValue(wrong[0], out var tensor) ? $"in {QuotedName.Of(Path.GetFileName(tensor.File.Path))}, " : "")
                + $"not in {QuotedName.Of(shard)}. Index and shards are of different versions of the model; download them again");
        }
        if (report is not null)
        {
            Warn(folder, indexPath, index, files, tensors, report);
        }
    }

    static void Warn(
        string folder, string indexPath, ShardIndex index, SafetensorsFile[] files, Dictionary<string, StoredTensor> tensors, Action<Diagnostic> report)
    {
        void Report(string code, string message) => report(new Diagnostic(Severity.Warning, code, message, new SourcePosition(indexPath)));

        var unlistedFiles = List(folder)
            .Where(name => name.EndsWith(".safetensors", StringComparison.Ordinal))
            .Except(files.Select(file => Path.GetFileName(file.Path)), StringComparer.Ordinal)
            .ToArray();
        if (unlistedFiles.Length > 0)
        {
            Report(DiagnosticCodes.UnlistedShard, $"the index does not list {Names(unlistedFiles)}; not read");
        }
        var unlistedTensors = tensors.Keys.Where(name => !index.Shards.ContainsKey(name)).ToArray();
        if (unlistedTensors.Length > 0)
        {
            Report(DiagnosticCodes.UnlistedTensor, $"the shards contain {unlistedTensors.Length} tensors that the index does not list: {Names(unlistedTensors)}; used");
        }
        var size = tensors.Values.Sum(tensor => tensor.ByteCount);
        // Doubles are exact up to 2^53 bytes, 9 petabytes.
        if (index.TotalSize is { } stated && stated != size)
        {
            Report(DiagnosticCodes.WrongTotalSize, $"metadata.total_size is {stated:F0}, the shards have {size} bytes of tensors; the shards are right");
        }
    }
}
