using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Recipes;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Trimming all tensors of a task vector by one threshold.</summary>
public sealed class ModelThresholdTests : IDisposable
{
    static readonly Sketch s_delta = new Subtract().Of(1, 0);

    /// <summary>Few distinct magnitudes, larger ones in later tensors, so that the threshold falls among equals of some tensors and keeps none or all of others.</summary>
    readonly Dictionary<string, PlainTensor> _donor = new()
    {
        ["a"] = Steps([40, 50], 1, 0.25f),
        ["b"] = Steps([300, 1000], 2, 0.5f),
        ["c"] = Steps([7], 3, 4),
        ["d"] = Steps([64, 64], 4, 0.5f),
        ["e"] = PlainTensor.F32([0], []),
    };

    readonly TestMerge _merge = new();

    public ModelThresholdTests()
    {
        _merge.Model("base", _donor.ToDictionary(tensor => tensor.Key, tensor => PlainTensor.F32(tensor.Value.Shape, new float[tensor.Value.ToDoubles().Length])));
        _merge.Model("donor", _donor);
    }

    public void Dispose() => _merge.Dispose();

    [Theory]
    [InlineData(0.29)]
    [InlineData(0.5)]
    [InlineData(0.001)]
    [InlineData(0.00002)]
    [InlineData(0)]
    [InlineData(0.99999)]
    public void Keeps_exactly_the_largest_of_all_tensors_and_among_equals_the_first(double density)
    {
        _merge.Run(Trimmed(density));

        Outputs().Should().Equal(Largest(density));
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_threads()
    {
        _merge.Workers = 1;
        _merge.Run(Trimmed(0.4));
        var one = Outputs();

        foreach (var workers in new[] { 2, 8 })
        {
            Directory.Delete(_merge.Output, recursive: true);
            Directory.Delete(_merge.State, recursive: true);
            _merge.Workers = workers;
            _merge.Run(Trimmed(0.4));
            Outputs().Should().Equal(one);
        }
    }

    [Theory]
    [InlineData(0.6, 0.01)]
    [InlineData(0.5, 0.2)]
    [InlineData(0.9, 0.3)]
    [InlineData(0.29, 0)]
    [InlineData(0, 0.1)]
    [InlineData(1, 0)]
    public void Breadcrumbs_keeps_ranks_among_all_tensors(double density, double gamma)
    {
        _merge.Run(Breadcrumbs(density, gamma));

        var all = All();
        var (top, kept) = ((int)Math.Floor((decimal)gamma * all.Length), (int)Math.Floor((decimal)density * all.Length));
        top = Math.Min(top, all.Length - kept);
        var ranked = Enumerable.Range(0, all.Length).OrderByDescending(i => Math.Abs(all[i])).ThenByDescending(i => i).Skip(top).Take(kept).ToHashSet();
        Outputs().Should().Equal(all.Select((value, i) => ranked.Contains(i) ? value : 0));
    }

    [Theory]
    [InlineData(0.29)]
    [InlineData(0.001)]
    [InlineData(0)]
    [InlineData(0.99999)]
    public void Sce_selects_among_the_positions_of_all_tensors(double share)
    {
        _merge.Run(Selected(share));

        // Between a vector and zero the variance is a quarter of the square.
        var all = All();
        var count = (int)Math.Floor((decimal)share * all.Count(value => value != 0));
        var kept = Enumerable.Range(0, all.Length).OrderByDescending(i => Math.Abs(all[i])).ThenBy(i => i).Take(count).ToHashSet();
        // The vector of zeros has no energy, so the other one has all the weight.
        Outputs().Should().Equal(all.Select((value, i) => kept.Contains(i) ? value : 0));
    }

    [Fact]
    public void Selections_over_the_model_are_the_same_for_any_number_of_threads_and_kept_between_builds()
    {
        foreach (var sketch in new[] { Breadcrumbs(0.6, 0.1), Selected(0.4) })
        {
            List<double>? one = null;
            foreach (var workers in new[] { 1, 2, 8 })
            {
                if (Directory.Exists(_merge.State))
                {
                    Directory.Delete(_merge.Output, recursive: true);
                    Directory.Delete(_merge.State, recursive: true);
                }
                _merge.Workers = workers;
                _merge.Run(sketch);
                Outputs().Should().Equal(one ??= Outputs());
            }

            var again = _merge.Run(sketch);
            (again.Merged, again.BytesWritten).Should().Be((0, 0));
            var scaled = _merge.Run(new Linear([0.5]).Of(sketch));
            (scaled.Merged, scaled.FactorsComputed).Should().Be((_donor.Count, 0));
            Outputs().Should().Equal(one!.Select(value => 0.5 * value));
        }
    }

    [Fact]
    public void Another_share_of_the_nonzero_looks_for_another_threshold()
    {
        _merge.Run(Selected(0.4));

        var second = _merge.Run(Selected(0.6));

        (second.Merged, second.FactorsComputed, second.FactorsReused).Should().Be((_donor.Count, 1, 0));
    }

    [Fact]
    public void Trims_may_be_nested()
    {
        _merge.Run(new Trim(0.25, Rescale: false, Group: 2).Of(new Linear([2.0]).Of(Trimmed(0.5))));

        // A quarter of all is half of the half that is left.
        Outputs().Should().Equal(Largest(0.25).Select(value => 2 * value));
    }

    [Fact]
    public void What_is_done_with_the_result_looks_for_no_threshold_again()
    {
        _merge.Run(new Linear([0.5]).Of(Trimmed(0.3))).FactorsComputed.Should().Be(1);

        var second = _merge.Run(new Linear([0.25]).Of(Trimmed(0.3)));

        (second.Merged, second.FactorsComputed, second.FactorsReused).Should().Be((_donor.Count, 0, 1));
        Outputs().Should().Equal(Largest(0.3).Select(value => 0.25 * value));
    }

    [Fact]
    public void A_second_build_computes_nothing_and_a_changed_tensor_changes_the_others()
    {
        _merge.Run(Trimmed(0.3));
        var second = _merge.Run(Trimmed(0.3));
        (second.Merged, second.BytesWritten).Should().Be((0, 0));
        _donor["c"] = Steps([7], 5, 8);
        _donor["d"] = Steps([64, 64], 4, 8);
        _merge.Model("donor", _donor);

        _merge.Run(Trimmed(0.3)).Merged.Should().Be(_donor.Count);

        Outputs().Should().Equal(Largest(0.3));
    }

    [Fact]
    public void A_killed_search_and_a_lost_threshold_change_nothing()
    {
        _merge.Run(Trimmed(0.3));
        var expected = Outputs();
        Directory.Delete(_merge.Path("obj", "merge"), recursive: true);
        File.Delete(Path.Combine(_merge.Output, "model.safetensors"));

        _merge.Run(Trimmed(0.3)).Merged.Should().Be(_donor.Count);

        Outputs().Should().Equal(expected);
    }

    static Sketch Trimmed(double density) => new Trim(density, Rescale: false, Group: 1).Of(s_delta);

    static Sketch Breadcrumbs(double density, double gamma) => new BreadcrumbsOfModel().Of(
        s_delta,
        new BreadcrumbsLargest(density, gamma, Dropped: false, Group: 1).Of(s_delta),
        new BreadcrumbsLargest(density, gamma, Dropped: true, Group: 2).Of(s_delta));

    static Sketch Selected(double share)
    {
        var zeros = new Linear([0.0]).Of(s_delta);
        return new SceOfModel().Of(s_delta, zeros, new SceSelection(share, Group: 1).Of(new Variance().Of(s_delta, zeros)));
    }

    static PlainTensor Steps(long[] shape, int seed, float step)
    {
        var random = new Random(seed);
        return PlainTensor.F32(shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.Next(-6, 7) * step)]);
    }

    List<double> Outputs() => [.. ModelFolder.Read(_merge.Output).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).SelectMany(tensor => tensor.Value.ToDoubles())];

    double[] All() => [.. _donor.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).SelectMany(tensor => tensor.Value.ToDoubles())];

    IEnumerable<double> Largest(double density)
    {
        var all = All();
        var kept = all.Select((value, i) => (value, i))
            .OrderByDescending(entry => Math.Abs(entry.value)).ThenBy(entry => entry.i)
            .Take((int)Math.Floor((decimal)density * all.Length)).Select(entry => entry.i).ToHashSet();
        return all.Select((value, i) => kept.Contains(i) ? value : 0);
    }
}
