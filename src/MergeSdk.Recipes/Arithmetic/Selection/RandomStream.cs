using System.Text;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Recipes.Arithmetic.Selection;

/// <summary>Which random numbers a tensor gets.</summary>
static class RandomStream
{
    /// <summary>A graph of a few nodes can have a million paths; so many of their inputs tell streams apart.</summary>
    const int MostInputs = 1024;

    /// <summary>The key of its generator: the seed, the models the operand reads in order, and the tensor's name in the first of them.</summary>
    public static ulong Key(long seed, OperationContext context)
    {
        var inputs = context.Node.Leaves().Take(MostInputs).Select(leaf => context.Inputs[leaf.Index]).ToList();
        var text = $"{seed}/{string.Join(',', inputs.Select(input => input.Model))}/{inputs[0].Tensor}";
        return XxHash3.Hash128(Encoding.UTF8.GetBytes(text)).Lower;
    }
}
