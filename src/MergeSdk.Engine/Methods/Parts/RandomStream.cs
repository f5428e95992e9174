using System.Text;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Methods;

/// <summary>Which random numbers a tensor gets.</summary>
static class RandomStream
{
    /// <summary>The key of its generator: the seed, the models the operand reads in order, and the tensor's name in the first of them.</summary>
    public static ulong Key(long seed, IEnumerable<Input> leaves, PlannedTensor tensor)
    {
        var inputs = leaves.Select(leaf => tensor.Inputs[leaf.Index]).ToList();
        var text = $"{seed}/{string.Join(',', inputs.Select(input => input.Model))}/{inputs[0].Tensor}";
        return XxHash3.Hash128(Encoding.UTF8.GetBytes(text)).Lower;
    }
}
