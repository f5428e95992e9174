using MergeSdk.Graph.Plans;

namespace MergeSdk.Compute;

/// <summary>Gives every tensor to several sinks.</summary>
sealed class SeveralSinks(params IReadOnlyList<ITensorSink> sinks) : ITensorSink
{
    public ITensorDestination Open(PlannedTensor tensor) => new Destination([.. sinks.Select(sink => sink.Open(tensor))]);

    sealed class Destination(ITensorDestination[] destinations) : ITensorDestination
    {
        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            foreach (var destination in destinations)
                destination.Write(offset, bytes);
        }

        public void Finish(TensorContent content)
        {
            foreach (var destination in destinations)
                destination.Finish(content);
        }
    }
}
