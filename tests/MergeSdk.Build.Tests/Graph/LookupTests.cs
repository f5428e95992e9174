using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MergeSdk.Build.Session;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>Keys of tensors that are trimmed together are made of each other's inputs, and still looked at once for each tensor, not once for each pair.</summary>
public class LookupTests
{
    /// <summary>Twice the tensors may be twice the look-ups and a few, not four times as many.</summary>
    const double Growth = 2.1;

    [Fact]
    public void Looking_up_the_inputs_of_a_model_trimmed_as_one_is_linear()
    {
        var thousand = Count(1000);
        var twoThousand = Count(2000);

        twoThousand.First.Should().BeInRange(2000, (int)(Growth * thousand.First));
        twoThousand.Second.Should().BeInRange(2000, (int)(Growth * thousand.Second));
        twoThousand.Changed.Should().BeInRange(2000, (int)(Growth * thousand.Changed));
    }

    /// <summary>
    /// How often an input is looked up in a first build, in one that has nothing to do, and in one with another tensor in the model. Whatever
    /// the number of tensors, half of the elements lie below 50, so that the threshold takes the same passes.
    /// </summary>
    static (int First, int Second, int Changed) Count(int tensors)
    {
        using var merge = new TestMerge { Workers = 1 };
        merge.Model("base", Tensors(tensors, _ => 0));
        merge.Model("donor", Tensors(tensors, i => i % 100));
        var sketch = new Add().Of(0, new Trim(0.5, Group: 1).Of(new Subtract().Of(1, 0)));

        var first = Build(tensors);
        var second = Build(0);
        merge.Model("donor", Tensors(tensors, i => i == 7 ? 99 : i % 100));
        return (first, second, Build(tensors));

        int Build(int merged)
        {
            var request = merge.Request(merge.Plan(_ => sketch));
            var counted = new Counted<Checkpoint>(request.Checkpoints);
            MergeBuild.Run(request with { Checkpoints = counted }, CancellationToken.None).Merged.Should().Be(merged);
            return counted.Lookups;
        }
    }

    static Dictionary<string, PlainTensor> Tensors(int count, Func<int, float> value) =>
        Enumerable.Range(0, count).ToDictionary(i => $"layers.{i}.weight", i => PlainTensor.F32([2], value(i), -value(i)));

    sealed class Counted<T>(IReadOnlyDictionary<string, T> values) : IReadOnlyDictionary<string, T>
    {
        int _lookups;

        public int Lookups => _lookups;

        public IEnumerable<string> Keys => values.Keys;

        public IEnumerable<T> Values => values.Values;

        public int Count => values.Count;

        public T this[string key]
        {
            get
            {
                Interlocked.Increment(ref _lookups);
                return values[key];
            }
        }

        public bool ContainsKey(string key) => values.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            Interlocked.Increment(ref _lookups);
            return values.TryGetValue(key, out value);
        }

        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
