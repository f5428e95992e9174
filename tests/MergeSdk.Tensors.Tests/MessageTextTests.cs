namespace MergeSdk.Tensors.Tests;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("densty", "density")]
    [InlineData("CODE", "code")]
    [InlineData("cdoe", "code")]
    [InlineData("fr", null)]
    [InlineData("v", null)]
    [InlineData("", null)]
    public void A_word_is_likened_to_the_nearest_that_is_known(string word, string? expected) =>
        Spelling.Nearest(word, ["code", "density", "normalize", "w"]).Should().Be(expected);

    [Fact]
    public void Where_nothing_is_known_nothing_is_near() => Spelling.Suggestion("code", []).Should().BeEmpty();

    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "0, 1, 2")]
    [InlineData(4, "0, 1, 2 and 1 more")]
    [InlineData(1200, "0, 1, 2 and 1197 more")]
    public void A_list_has_three_examples(int count, string expected) =>
        Examples.Of([.. Enumerable.Range(0, count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))]).Should().Be(expected);
}
