using System.Text;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>Every header text that must be refused. The file's data is always exactly as long as the header's last offset says, unless noted.</summary>
public sealed class RefusedHeadersTests : IDisposable
{
    const string Json = DiagnosticCodes.InvalidHeader;
    const string Key = DiagnosticCodes.DuplicateKey;
    const string Entry = DiagnosticCodes.InvalidTensorEntry;
    const string Layout = DiagnosticCodes.InvalidTensorLayout;
    const string Name = DiagnosticCodes.InvalidTensorName;
    const string Limit = DiagnosticCodes.HeaderLimitExceeded;

    readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(" {}", Json, "must start with '{'")]
    [InlineData("\uFEFF{}", Json, "must start with '{'")]
    [InlineData("[1,2,3,4]", Json, "must start with '{'")]
    [InlineData("null", Json, "must start with '{'")]
    [InlineData("{} {}", Json, "not valid JSON")]
    [InlineData("{}x", Json, "not valid JSON")]
    [InlineData("{}\0\0", Json, "not valid JSON")]
    [InlineData("{", Json, "not valid JSON")]
    [InlineData("{\"a\":{},}", Entry, "missing")]
    [InlineData("{/**/}", Json, "not valid JSON")]
    [InlineData("{\"__metadata__\":{\"a\":\"b\",}}", Json, "not valid JSON")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", Json, "__metadata__ 'a'")]
    [InlineData("{\"__metadata__\":{\"a\":null}}", Json, "__metadata__ 'a'")]
    [InlineData("{\"__metadata__\":[]}", Json, "not an object")]
    [InlineData("{\"__metadata__\":{\"a\":\"\\ud800\"}}", Json, "not valid Unicode")]
    [InlineData("{\"\\udc00\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}", Json, "not valid Unicode")]
    [InlineData("{\"__metadata__\":{\"a\":\"b\",\"\\u0061\":\"c\"}}", Key, "'a' occurs twice in __metadata__")]
    [InlineData("{\"__metadata__\":{},\"__metadat\\u0061__\":{}}", Key, "'__metadata__' occurs twice")]
    public void Malformed_text(string header, string code, string message) => Refused(header, 1, code, message);

    [Theory]
    [InlineData("1", "found Number")]
    [InlineData("[]", "found StartArray")]
    [InlineData("null", "found Null")]
    [InlineData("""{"shape":[1],"data_offsets":[0,1]}""", "dtype is missing")]
    [InlineData("""{"dtype":"U8","data_offsets":[0,1]}""", "shape is missing")]
    [InlineData("""{"dtype":"U8","shape":[1]}""", "data_offsets is missing")]
    [InlineData("""{"dtype":"u8","shape":[1],"data_offsets":[0,1]}""", "'u8' is unknown")]
    [InlineData("""{"dtype":"FLOAT","shape":[1],"data_offsets":[0,1]}""", "'FLOAT' is unknown")]
    [InlineData("""{"dtype":"a very long type name that fits no buffer","shape":[1],"data_offsets":[0,1]}""", "is unknown")]
    [InlineData("""{"dtype":8,"shape":[1],"data_offsets":[0,1]}""", "dtype must be a string")]
    [InlineData("""{"dtype":"U8","shape":1,"data_offsets":[0,1]}""", "shape must be an array")]
    [InlineData("""{"dtype":"U8","shape":[-2],"data_offsets":[0,1]}""", "found -2")]
    [InlineData("""{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}""", "found -0")]
    [InlineData("""{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}""", "found 1.0")]
    [InlineData("""{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}""", "found 1e0")]
    [InlineData("""{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}""", "found String")]
    [InlineData("""{"dtype":"U8","shape":[null],"data_offsets":[0,1]}""", "found Null")]
    [InlineData("""{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}""", "found StartArray")]
    [InlineData("""{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}""", "found 18446744073709551616")]
    [InlineData("""{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}""", "found 9223372036854775808")]
    [InlineData("""{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}""", "multiply")]
    [InlineData("""{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}""", "multiply")]
    [InlineData("""{"dtype":"U8","shape":[4294967296,0,4294967296],"data_offsets":[0,0]}""", "multiply")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":1}""", "data_offsets must be an array")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0]}""", "found 1")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[]}""", "found 0")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}""", "found more")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0,-1]}""", "found -1")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":[0,1.0]}""", "found 1.0")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":["0","1"]}""", "found String")]
    [InlineData("""{"dtype":"U8","shape":[1],"data_offsets":{"begin":0,"end":1}}""", "data_offsets must be an array")]
    public void Malformed_entries(string entry, string message) => Refused($"{{\"t.weight\":{entry}}}", 1, Entry, message, "'t.weight'");

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}""", "ends at 0, before it begins at 1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", "needs 2 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", "needs 4 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,8]}}""", "more than 2^63")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952,0],"data_offsets":[0,0]}}""", "more than 2^63")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", "whole bytes")]
    [InlineData("""{"a":{"dtype":"F6_E3M2","shape":[3],"data_offsets":[0,2]}}""", "whole bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "hole after the start of the data")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", "hole after the end of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", "overlapping")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "overlapping")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", "overlapping")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[0],"data_offsets":[9,9]}}""", "hole")]
    public void Impossible_layouts(string header, string message) => Refused(header, 3, Layout, message, "tensor '");

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "'a' occurs twice in the header")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "'a' occurs twice in the header")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "'dtype' occurs twice in tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"sh\u0061pe":[1],"data_offsets":[0,1]}}""", "'shape' occurs twice in tensor 'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}}""", "'data_offsets' occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1,"x":2}}""", "'x' occurs twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":[{"y":1,"y":2}]}}""", "'y' occurs twice")]
    public void Duplicate_keys(string header, string message) => Refused(header, 1, Key, message);

    [Theory]
    [InlineData("", "empty name")]
    [InlineData("a\\nb", "'a\\u000ab'")]
    [InlineData("\\u0000", "'\\u0000'")]
    [InlineData("\\u007f", "'\\u007f'")]
    [InlineData("\\u0085", "'\\u0085'")]
    public void Names_that_break_messages(string name, string message) =>
        Refused($"{{\"{name}\":{{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}}}", 1, Name, message);

    [Fact]
    public void More_than_16_dimensions() =>
        Refused("""{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1, Limit, "16 dimensions");

    [Fact]
    public void Nesting_above_64()
    {
        string Nested(int arrays) =>
            $$$"""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":{{{new string('[', arrays)}}}{{{new string(']', arrays)}}}}}""";

        SafetensorsFile.ReadHeader(_folder.WriteRaw("x.safetensors", Nested(62), 1)).Tensors.Should().ContainSingle();
        Refused(Nested(63), 1, Json, "not valid JSON");
        Refused(Nested(100_000), 1, Json, "not valid JSON");
    }

    [Fact]
    public void A_hostile_name_cannot_flood_the_message()
    {
        var name = new string('x', 100_000);
        var error = Refused($$$"""{"{{{name}}}":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", 1, Layout, "xxx…'");
        error.Message.Length.Should().BeLessThan(600);
    }

    Diagnostic Refused(string header, int dataBytes, string code, params string[] messages)
    {
        var path = _folder.WriteRaw("x.safetensors", Encoding.UTF8.GetBytes(header), dataBytes);
        var error = ((Action)(() => SafetensorsFile.ReadHeader(path))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        error.Position.Should().Be(new SourcePosition(path));
        error.Message.Should().ContainAll(messages).And.NotContain("\n");
        return error;
    }
}
