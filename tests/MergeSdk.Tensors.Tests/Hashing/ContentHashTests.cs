using System.Text.Json;

namespace MergeSdk.Tensors.Tests.Hashing;

public sealed class ContentHashTests
{
    const string Text = "00112233445566778899aabbccddeeff";

    [Fact]
    public void Text_and_json_round_trip()
    {
        ContentHash.Parse(Text).ToString().Should().Be(Text);
        ContentHash.Parse(Text).Should().Be(new ContentHash(0x0011223344556677, 0x8899AABBCCDDEEFF));
        var bytes = new byte[ContentHash.Bytes];
        ContentHash.Parse(Text).WriteTo(bytes);
        Convert.ToHexStringLower(bytes).Should().Be(Text);
        ContentHash.Read(bytes).Should().Be(ContentHash.Parse(Text));
        JsonSerializer.Serialize(ContentHash.Parse(Text)).Should().Be($"\"{Text}\"");
        JsonSerializer.Deserialize<ContentHash>($"\"{Text}\"").Should().Be(ContentHash.Parse(Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00112233445566778899aabbccddeef")]
    [InlineData("00112233445566778899aabbccddeeff0")]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    [InlineData(" 0112233445566778899aabbccddeeff")]
    [InlineData("g0112233445566778899aabbccddeeff")]
    [InlineData("０0112233445566778899aabbccddeeff")]
    public void Anything_else_is_refused(string text)
    {
        ContentHash.TryParse(text, out _).Should().BeFalse();
        ((Action)(() => ContentHash.Parse(text))).Should().Throw<FormatException>();
        ((Action)(() => JsonSerializer.Deserialize<ContentHash>($"\"{text}\""))).Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    public void Only_json_strings_are_hashes(string json) =>
        ((Action)(() => JsonSerializer.Deserialize<ContentHash>(json))).Should().Throw<JsonException>();
}
