using System.Collections.Concurrent;
using MergeSdk.Build.Files;
using MergeSdk.Compute;

namespace MergeSdk.Build.Incremental;

/// <summary>One thing that is remembered between builds.</summary>
abstract record StateRecord;

/// <summary>What is remembered of a finished output tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key it was computed with.</param>
/// <param name="Content">What it holds.</param>
sealed record TensorRecord(string Name, ActionKey Key, TensorContent Content) : StateRecord;

/// <summary>What is remembered of a weight file, as long as it keeps its identity.</summary>
/// <param name="Key">How it is referred to: a path that is the same on every machine.</param>
/// <param name="Identity">Its identity when it was read.</param>
/// <param name="Contents">What its tensors hold, by name.</param>
sealed record FileRecord(string Key, FileIdentity Identity, ConcurrentDictionary<string, TensorContent> Contents) : StateRecord;

/// <summary>How a record begins in a file.</summary>
enum RecordKind : byte
{
    /// <summary>A <see cref="TensorRecord"/>.</summary>
    Tensor = 1,

    /// <summary>A <see cref="FileRecord"/>, or more of its contents.</summary>
    File,
}
