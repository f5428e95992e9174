using System.Collections.Concurrent;
using System.Globalization;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>Compares a model folder with what it should be: file by file, byte for byte, and weight files tensor by tensor.</summary>
static class FolderComparison
{
    const int BlockBytes = 1 << 20;

    /// <summary>What differs, files in order of names; of a file's tensors the first three.</summary>
    /// <param name="expected">The folder with what should be there.</param>
    /// <param name="actual">The folder with what is there.</param>
    /// <param name="workers">Threads to compare with.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    public static IReadOnlyList<Diagnostic> Compare(string expected, string actual, int workers, CancellationToken cancellation)
    {
        var differences = new List<Diagnostic>();
        foreach (var path in Directory.EnumerateFiles(expected).Order(StringComparer.Ordinal))
        {
            var found = Path.Combine(actual, Path.GetFileName(path));
            if (!File.Exists(found))
                differences.Add(Error(found, "the file is missing; merging again writes it. Build again"));
            else if (path.EndsWith(".safetensors", StringComparison.Ordinal))
                differences.AddRange(CompareWeights(path, found, workers, cancellation));
            else if (FirstDifference(path, 0, new FileInfo(path).Length, found, 0, new FileInfo(found).Length, new Buffers(), cancellation) is { } position)
                differences.Add(Error(found, string.Create(CultureInfo.InvariantCulture, $"from byte {position} on the file is not what merging again writes. Build again")));
        }
        return differences;
    }

    static IEnumerable<Diagnostic> CompareWeights(string expected, string actual, int workers, CancellationToken cancellation)
    {
        var (wanted, found) = (SafetensorsFile.ReadHeader(expected), SafetensorsFile.ReadHeader(actual));
        var places = found.Tensors.ToDictionary(tensor => tensor.Name);
        var differences = new ConcurrentBag<(string Name, string What)>();
        foreach (var name in places.Keys.Except(wanted.Tensors.Select(tensor => tensor.Name)))
            differences.Add((name, "merging again does not write it"));
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
        Parallel.ForEach(wanted.Tensors, options, () => new Buffers(), (tensor, _, buffers) =>
        {
            if (!places.TryGetValue(tensor.Name, out var there))
                differences.Add((tensor.Name, "it is missing"));
            else if (there.DType != tensor.DType || !there.Shape.Equals(tensor.Shape))
                differences.Add((tensor.Name, $"it is {there.DType.Code()} {there.Shape}, merged again {tensor.DType.Code()} {tensor.Shape}"));
            else if (FirstDifference(expected, wanted.DataOffset + tensor.Offset, tensor.ByteCount, actual, found.DataOffset + there.Offset, there.ByteCount, buffers, cancellation) is { } position)
                differences.Add((tensor.Name, string.Create(CultureInfo.InvariantCulture, $"it differs from element {position * 8 / tensor.DType.BitSize()} on")));
            return buffers;
        }, _ => { });
        if (!differences.IsEmpty)
        {
            return differences.OrderBy(difference => difference.Name, NaturalComparer.Instance)
                .Select(difference => Error(actual, $"tensor '{difference.Name}' is not what merging again gives: {difference.What}. Build again")).First3();
        }
        return FirstDifference(expected, 0, wanted.DataOffset, actual, 0, found.DataOffset, new Buffers(), cancellation) is null
            ? []
            : [Error(actual, "every tensor is what merging again gives, but the header is another. Build again")];
    }

    /// <summary>The first byte, from the start of the ranges, in which two files differ; null if they are equal.</summary>
    static long? FirstDifference(
        string x, long xStart, long xBytes, string y, long yStart, long yBytes, Buffers buffers, CancellationToken cancellation)
    {
        using var xFile = File.OpenHandle(x);
        using var yFile = File.OpenHandle(y);
        for (var done = 0L; done < Math.Min(xBytes, yBytes);)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(BlockBytes, Math.Min(xBytes, yBytes) - done);
            var xBlock = buffers.X.AsSpan(0, RandomAccess.Read(xFile, buffers.X.AsSpan(0, length), xStart + done));
            var yBlock = buffers.Y.AsSpan(0, RandomAccess.Read(yFile, buffers.Y.AsSpan(0, xBlock.Length), yStart + done));
            if (xBlock.CommonPrefixLength(yBlock) is var common && (common < xBlock.Length || common == 0))
                return done + common;
            done += common;
        }
        return xBytes == yBytes ? null : Math.Min(xBytes, yBytes);
    }

    static Diagnostic Error(string path, string message) => new(Severity.Error, DiagnosticCodes.RebuildDiffers, message, new SourcePosition(path));

    sealed class Buffers
    {
        public byte[] X { get; } = new byte[BlockBytes];

        public byte[] Y { get; } = new byte[BlockBytes];
    }
}
