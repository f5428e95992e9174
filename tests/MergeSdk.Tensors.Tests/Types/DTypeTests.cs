using System.Text.Json;

namespace MergeSdk.Tensors.Tests.Types;

public sealed class DTypeTests
{
    public static TheoryData<DType, string, int> All => new()
    {
        { DType.Bool, "BOOL", 8 }, { DType.Float4, "F4", 4 }, { DType.Float6E2M3, "F6_E2M3", 6 }, { DType.Float6E3M2, "F6_E3M2", 6 },
        { DType.UInt8, "U8", 8 }, { DType.Int8, "I8", 8 }, { DType.Float8E5M2, "F8_E5M2", 8 }, { DType.Float8E4M3, "F8_E4M3", 8 },
        { DType.Float8E8M0, "F8_E8M0", 8 }, { DType.Int16, "I16", 16 }, { DType.UInt16, "U16", 16 }, { DType.Float16, "F16", 16 },
        { DType.BFloat16, "BF16", 16 }, { DType.Int32, "I32", 32 }, { DType.UInt32, "U32", 32 }, { DType.Float32, "F32", 32 },
        { DType.Complex64, "C64", 64 }, { DType.Float64, "F64", 64 }, { DType.Int64, "I64", 64 }, { DType.UInt64, "U64", 64 },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Each_type_has_its_code_and_size(DType type, string code, int bits)
    {
        type.Code().Should().Be(code);
        type.BitSize().Should().Be(bits);
        DTypes.TryParse(code, out var parsed).Should().BeTrue();
        parsed.Should().Be(type);
        JsonSerializer.Serialize(type).Should().Be($"\"{code}\"");
        JsonSerializer.Deserialize<DType>($"\"{code}\"").Should().Be(type);
        type.ByteCount(8).Should().Be(bits);
        type.IsArithmetic().Should().Be(code is "F64" or "F32" or "F16" or "BF16");
    }

    [Fact]
    public void Every_type_is_tested() => Enum.GetValues<DType>().Should().HaveCount(All.Count);

    [Theory]
    [InlineData("")]
    [InlineData("bf16")]
    [InlineData("F8")]
    [InlineData("FLOAT32")]
    public void Other_codes_are_unknown(string code)
    {
        DTypes.TryParse(code, out _).Should().BeFalse();
        ((Action)(() => JsonSerializer.Deserialize<DType>($"\"{code}\""))).Should().Throw<JsonException>();
    }

    [Fact]
    public void Sizes_are_exact_or_an_error()
    {
        DType.Float6E2M3.ByteCount(4).Should().Be(3);
        DType.Float4.ByteCount(long.MaxValue - 1).Should().Be(long.MaxValue / 2);
        ((Action)(() => DType.Float4.ByteCount(3))).Should().Throw<ArgumentException>();
        ((Action)(() => DType.Float32.ByteCount(-1))).Should().Throw<ArgumentException>();
        ((Action)(() => DType.Float32.ByteCount(long.MaxValue / 2))).Should().Throw<OverflowException>();
    }
}
