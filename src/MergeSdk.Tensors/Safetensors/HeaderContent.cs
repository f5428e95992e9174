using System.Collections.ObjectModel;

namespace MergeSdk.Tensors;

/// <summary>What a header says, checked.</summary>
sealed record HeaderContent(IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    public static IReadOnlyDictionary<string, string> NoMetadata => ReadOnlyDictionary<string, string>.Empty;
}
