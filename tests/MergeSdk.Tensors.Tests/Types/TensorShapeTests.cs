using System.Text.Json;

namespace MergeSdk.Tensors.Tests.Types;

public sealed class TensorShapeTests
{
    [Fact]
    public void A_shape_is_its_dimensions()
    {
        TensorShape shape = [352, 128];

        shape.Rank.Should().Be(2);
        shape.ElementCount.Should().Be(352 * 128);
        shape[0].Should().Be(352);
        shape[^1].Should().Be(128);
        shape.Dimensions.Should().Equal(352, 128);
        shape.ToString().Should().Be("[352, 128]");
        (shape == new TensorShape(352, 128)).Should().BeTrue();
        shape.GetHashCode().Should().Be(new TensorShape(352, 128).GetHashCode());
        (shape != [128, 352]).Should().BeTrue();
        shape.Equals((object)"x").Should().BeFalse();
    }

    [Fact]
    public void The_default_is_a_scalar()
    {
        default(TensorShape).Should().Be((TensorShape)[]);
        default(TensorShape).ElementCount.Should().Be(1);
        default(TensorShape).ToString().Should().Be("[]");
        default(TensorShape).GetHashCode().Should().Be(((TensorShape)[]).GetHashCode());
    }

    [Fact]
    public void Json_is_an_array()
    {
        JsonSerializer.Serialize<TensorShape>([352, 128]).Should().Be("[352,128]");
        JsonSerializer.Deserialize<TensorShape>("[352,128]").Should().Be(new TensorShape(352, 128));
        JsonSerializer.Deserialize<TensorShape>("[]").Should().Be(default(TensorShape));
        JsonSerializer.Serialize(new TensorInfo("w", DType.BFloat16, [2, 3], 4)).Should().Be("""{"Name":"w","DType":"BF16","Shape":[2,3],"Offset":4}""");
    }

    [Theory]
    [InlineData("3")]
    [InlineData("[-1]")]
    [InlineData("[1.5]")]
    [InlineData("[\"1\"]")]
    [InlineData("[4294967296,4294967296]")]
    public void Other_json_is_refused(string json) => ((Action)(() => JsonSerializer.Deserialize<TensorShape>(json))).Should().Throw<JsonException>();

    [Fact]
    public void Impossible_dimensions_are_refused_even_behind_a_zero()
    {
        ((Action)(() => _ = new TensorShape(-1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => _ = new TensorShape(1L << 62, 4, 0))).Should().Throw<OverflowException>();
        ((Action)(() => _ = new TensorShape(0, 1L << 62, 4))).Should().Throw<OverflowException>();
    }
}
