using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>
/// Finds the thresholds of groups, exactly, in passes over all tensors of a group: a radix selection on the magnitudes' bits (high half, low half), then a count of
/// equals for each tensor where not all of them are kept. A threshold is kept between builds as a factor is.
/// </summary>
sealed class ThresholdSearch(Computation computation, ThresholdGroups groups, WorkerPool pool)
{
    /// <summary>The bits of the highest magnitude; a NaN's.</summary>
    const uint Highest = 0x7FFF_FFFF;

    /// <summary>2^16 buckets: the first pass tells the upper 16 of 31 bits of a magnitude, the second one the others.</summary>
    const int BucketBits = 16;

    readonly TilePrograms _programs = new();
    readonly Dictionary<int, ModelThreshold> _found = [];

    /// <summary>The threshold of a tensor in a group, after <see cref="Find(IEnumerable{PlannedTensor})"/>.</summary>
    public (uint Bits, long? KeptEquals) this[int group, PlannedTensor tensor] => _found[group].For(groups[group].IndexOf(tensor));

    /// <summary>Finds the thresholds of all groups that tensors belong to.</summary>
    public void Find(IEnumerable<PlannedTensor> tensors)
    {
        foreach (var group in groups.Of(tensors))
            Find(group);
    }

    void Find(int number)
    {
        if (_found.ContainsKey(number))
            return;
        var group = groups[number];
        foreach (var inner in group.Inner)
            Find(inner);
        _found.Add(number, computation.Cache.Find(group) ?? Search(group));
    }

    ModelThreshold Search(ThresholdGroup group)
    {
        var threshold = Select(group);
        computation.Cache.Keep(group, threshold);
        return threshold;
    }

    ModelThreshold Select(ThresholdGroup group)
    {
        var bracket = new MagnitudeBracket(0, Highest, BucketBits);
        var counting = group.Rule.CountsNonzero ? new long[pool.Workers] : null;
        var counts = Count(group, bracket, counting);
        var keep = group.Rule.Keep(counting?.Sum() ?? group.Elements);
        var (index, bucket, above) = counts.FindRankFromTop(keep);
        counts.Release();
        if (keep == 0)
            return new ModelThreshold(Highest, new long[group.Members.Count]);
        var bits = bracket.LowestOf(index);
        if (!bucket.IsLowest)
        {
            counts = Count(group, new MagnitudeBracket(bits, bits + (1u << bracket.Shift) - 1, BucketBits));
            (index, bucket, var aboveBits) = counts.FindRankFromTop(keep - above);
            counts.Release();
            (bits, above) = (bits + (uint)index, above + aboveBits);
        }
        var wanted = keep - above;
        if (wanted == bucket.Count)
            return new ModelThreshold(bits, null);

        var equals = new long[group.Members.Count];
        Visit(group, (member, _, values) => Interlocked.Add(ref equals[member], MagnitudeSelection.CountEqual(values, bits)));
        for (var i = 0; i < equals.Length; i++)
        {
            ref var kept = ref equals[group.Rule.LastOfEquals ? equals.Length - 1 - i : i];
            kept = Math.Min(kept, wanted);
            wanted -= kept;
        }
        return new ModelThreshold(bits, equals);
    }

    /// <summary>Counts, in a pass, the magnitudes of a bracket, and for each worker the elements that are not zero, if that is asked for.</summary>
    Histogram Count(ThresholdGroup group, MagnitudeBracket bracket, long[]? nonzero = null)
    {
        var counts = new Histogram(bracket, pool.Workers);
        Visit(group, (_, worker, values) =>
        {
            MagnitudeSelection.Count(values, bracket, frequent: [], equal: [], counts.Of(worker));
            if (nonzero is not null)
                nonzero[worker] += values.Length - MagnitudeSelection.CountEqual(values, 0);
        });
        return counts;
    }

    /// <summary>Calls an action with the number of a member, the number of a worker and the elements of a tile, for all that the group selects from.</summary>
    void Visit(ThresholdGroup group, Action<int, int, ReadOnlySpan<float>> action)
    {
        computation.Cache.Prepare([.. group.Members.Where(member => ProgramOf(member.Selection).HasFactors).Select(member => member.Tensor)], pool);
        pool.ForEach(
            [.. Enumerable.Range(0, group.Members.Count)],
            member => ProgramOf(group.Members[member].Selection).HasFactors ? WorkerPool.Alone : CopyBlock.Count(sizeof(float) * group.Members[member].Tensor.Shape.ElementCount),
            (member, forEachBlock) =>
            {
                var (tensor, selection) = group.Members[member];
                var opened = computation.Open(tensor);
                using (var merge = new TensorMerge(tensor, ProgramOf(selection), opened, computation))
                    merge.Visit(forEachBlock, (worker, values) => action(member, worker, values));
                computation.Learn(opened);
            });
    }

    /// <summary>What it is selected from.</summary>
    TileProgram ProgramOf(Node selection) => _programs.Of(selection.Operands[0]);
}
