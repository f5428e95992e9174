using FsCheck;
using FsCheck.Fluent;

namespace MergeSdk.Tensors.Tests;

public sealed class NaturalComparerTests
{
    static readonly NaturalComparer s_comparer = NaturalComparer.Instance;

    [Theory]
    [InlineData("", "a")]
    [InlineData("layers.2", "layers.10")]
    [InlineData("layers.2.b", "layers.10.a")]
    [InlineData("layers.10", "layers.10.a")]
    [InlineData("a1", "a01")]
    [InlineData("a01b", "a1c")]
    [InlineData("a1b01", "a01b1")]
    [InlineData("a0", "a00")]
    [InlineData("9", "a")]
    [InlineData("-1", "1")]
    [InlineData("B", "a")]
    [InlineData("x99999999999999999999999999999999999998", "x99999999999999999999999999999999999999")]
    [InlineData("x99999999999999999999", "x100000000000000000000000000")]
    public void Numbers_count_and_all_else_is_ordinal(string smaller, string larger)
    {
        s_comparer.Compare(smaller, larger).Should().BeNegative();
        s_comparer.Compare(larger, smaller).Should().BePositive();
    }

    [Fact]
    public void Null_comes_first()
    {
        s_comparer.Compare(null, "").Should().BeNegative();
        s_comparer.Compare("", null).Should().BePositive();
        s_comparer.Compare(null, null).Should().Be(0);
    }

    [Fact]
    public void It_is_a_total_order()
    {
        // Few characters, so that ties and leading zeros are common.
        var names = Gen.Elements('0', '1', '9', 'a', '.', '/', ':').ListOf().Select(characters => new string([.. characters]));
        Prop.ForAll(Arb.From(from x in names from y in names from z in names select (x, y, z)), given =>
        {
            var (x, y, z) = given;
            var order = Math.Sign(s_comparer.Compare(x, y));
            return order == -Math.Sign(s_comparer.Compare(y, x))
                && (order == 0) == (x == y)
                && (order > 0 || s_comparer.Compare(y, z) > 0 || s_comparer.Compare(x, z) <= 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
