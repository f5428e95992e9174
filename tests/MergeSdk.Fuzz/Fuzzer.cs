using System.Diagnostics;
using System.Globalization;
using System.Text;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Fuzz;

/// <summary>
/// Gives damaged safetensors files and indexes to MergeSdk's readers, in memory, and to the independent ones. Looks for anything but a <see cref="MergeException"/>
/// thrown, for inputs that take too long or too much memory, and for every difference between the readers in what is accepted and what is read.
/// </summary>
public sealed class Fuzzer(int seed)
{
    const string Path = "x.safetensors";
    const int MostFindings = 20;

    /// <summary>What reading may allocate however short the input is: lists, and exceptions with their messages.</summary>
    public const int FixedBytes = 16 * 1024;

    /// <summary>What reading may allocate for each byte of the input: a header's entry of 55 bytes becomes a tensor with name and shape.</summary>
    const int BytesPerByte = 16;

    // Far above what anything takes, even on a machine with other things to do.
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    readonly Mutator _mutator = new(seed);
    readonly FuzzReport _report = new();
    long _current;
    long _currentStarted = Stopwatch.GetTimestamp();

    /// <summary>Tries inputs by their numbers.</summary>
    public FuzzReport Run(long first, long count)
    {
        var started = Stopwatch.GetTimestamp();
        using var watchdog = new Timer(_ => StopIfHanging(), null, s_longest, s_longest);
        for (_current = first; _current < first + count && _report.Findings.Count < MostFindings; _current++)
        {
            var input = _mutator.Make(_current);
            Volatile.Write(ref _currentStarted, Stopwatch.GetTimestamp());
            if (Try(input) is { } finding)
                _report.Findings.Add(Describe(finding, input));
        }
        _report.Elapsed = Stopwatch.GetElapsedTime(started);
        return _report;
    }

    void StopIfHanging()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _currentStarted)) > 4 * s_longest)
            Environment.FailFast(Describe("does not end", _mutator.Make(Volatile.Read(ref _current))));
    }

    string Describe(string finding, FuzzInput input)
    {
        var shown = Encoding.Latin1.GetString(input.Start.AsSpan(0, Math.Min(input.Start.Length, 2000)));
        return string.Create(CultureInfo.InvariantCulture,
            $"--seed {seed} --first {_current} --count 1: {finding}\n  {(input.IsIndex ? "index" : "safetensors")} of {input.Length} bytes, Latin-1: {shown.ReplaceLineEndings("⏎")}");
    }

    /// <summary>Reads an input in both ways; what is wrong about it, or null.</summary>
    string? Try(FuzzInput input)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        object? read = null;
        MergeException? refusal = null;
        try
        {
            read = input.IsIndex ? ShardIndex.Parse(Path, input.Start).Shards : ReadHeader(input);
        }
        catch (MergeException exception)
        {
            refusal = exception;
        }
#pragma warning disable CA1031 // Any other exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return $"throws {exception}";
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        var memory = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)(input.Start.Length + FixedBytes);
        _report.Slowest = elapsed > _report.Slowest ? elapsed : _report.Slowest;
        _report.MostMemory = Math.Max(memory, _report.MostMemory);
        _report.Count(refusal?.Diagnostics[0].Code ?? (input.IsIndex ? "index read" : "header read"));
        return elapsed > s_longest ? $"takes {elapsed}"
            : memory > BytesPerByte ? $"allocates {memory:0} bytes for each of its own"
            : refusal is not null ? Judge(refusal) ?? (IsSound(input) ? $"is refused without reason: {refusal.Message}" : null)
            : Difference(input, read!);
    }

    static HeaderContent ReadHeader(FuzzInput input)
    {
        var prefix = input.Start.AsSpan(0, Math.Min(input.Start.Length, ForeignFormat.PrefixBytes));
        var header = input.Start.AsSpan(sizeof(ulong), SafetensorsFile.HeaderLength(Path, prefix, input.Length));
        return HeaderParser.Parse(header, Path, input.Length - sizeof(ulong) - header.Length);
    }

    static string? Judge(MergeException refusal) =>
        refusal.Diagnostics is [{ Severity: Severity.Error, Position.File: Path } error]
        && error.Code.StartsWith("MERGE10", StringComparison.Ordinal) && error.Message.Length < 1000 && !error.Message.Any(char.IsControl)
            ? null
            : $"is refused badly: {refusal.Message}";

    static bool IsSound(FuzzInput input) =>
        input.IsIndex ? StrictIndex.Read(input.Start) is not null : StrictHeader.Read(input.Start, input.Length) is not null;

    static string? Difference(FuzzInput input, object read)
    {
        if (read is IReadOnlyDictionary<string, string> shards)
            return StrictIndex.Read(input.Start) is { } index ? Difference(shards, index) : "is accepted and should not be";
        if (StrictHeader.Read(input.Start, input.Length) is not { } expected)
            return "is accepted and should not be";
        var content = (HeaderContent)read;
        return content.Tensors.Count == expected.Tensors.Count && content.Tensors.Zip(expected.Tensors).All(pair => IsSame(pair.First, pair.Second))
            ? Difference(content.Metadata, expected.Metadata)
            : "is read differently";
    }

    static bool IsSame(TensorInfo tensor, StrictTensor expected) =>
        tensor.Name == expected.Name && tensor.DType.Code() == expected.DType && tensor.Shape.Dimensions.AsSpan().SequenceEqual(expected.Shape)
        && tensor.Offset == expected.Begin && tensor.Offset + tensor.ByteCount == expected.End;

    static string? Difference(IReadOnlyDictionary<string, string> read, IReadOnlyDictionary<string, string> expected) =>
        read.Count == expected.Count && expected.All(pair => read.TryGetValue(pair.Key, out var value) && value == pair.Value) ? null : "is read differently";
}
