using System.Text;

namespace MergeSdk.TestModels;

/// <summary>
/// The rules for a safetensors file, each with its examples. The tests read every one through a file, the command line is given every refused one,
/// and the fuzzer starts from all of them.
/// </summary>
public static class SafetensorsCases
{
    const string Truncated = "MERGE1002";
    const string Trailing = "MERGE1003";
    const string Foreign = "MERGE1005";
    const string Header = "MERGE1006";
    const string Duplicate = "MERGE1007";
    const string Entry = "MERGE1008";
    const string Layout = "MERGE1009";
    const string Name = "MERGE1010";
    const string Limit = "MERGE1011";

    const string Sound = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    public static IReadOnlyList<InputCase> All { get; } =
    [
        .. Lengths(), .. Text(), .. DuplicateKeys(), .. LoneSurrogates(), .. Entries(), .. Layouts(), .. Limits(), .. Accepted(), .. ForeignFiles(),
    ];

    /// <summary>A file of this header text, exactly, and as many zero bytes of data.</summary>
    public static byte[] File(string header, int dataBytes = 0) => File(Encoding.UTF8.GetBytes(header), dataBytes);

    static byte[] File(byte[] header, int dataBytes) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[dataBytes]];

    /// <summary>A file of one tensor named t.weight with this entry, and a byte of data.</summary>
    static byte[] Tensor(string entry) => File($"{{\"t.weight\":{entry}}}", 1);

    static IEnumerable<InputCase> Lengths()
    {
        const string Rule = "the file's length and the header's";
        const string Again = "ownload it again";
        yield return new(Rule, "empty", [], Truncated, "0 bytes, fewer than the 8", "interrupted download", Again);
        yield return new(Rule, "fewer than 8 bytes", "abc"u8.ToArray(), Truncated, "3 bytes, fewer than the 8", "interrupted download", Again);
        yield return new(Rule, "only the length", BitConverter.GetBytes(2UL), Truncated, "should have 2 bytes", "only 0", Again);
        yield return new(Rule, "length 0", new byte[20], Header, "length is 0", "download");
        yield return new(Rule, "beyond the file", [.. BitConverter.GetBytes(16UL), .. "{}"u8], Truncated, "should have 16 bytes", "only 2", Again);
        yield return new(Rule, "above 100,000,000", [.. BitConverter.GetBytes(100_000_001UL), (byte)'{'], Limit, "100000001 bytes", "at most 100000000", "not a safetensors file");
        yield return new(Rule, "2^63", [.. BitConverter.GetBytes(1UL << 63), (byte)'{'], Limit, "9223372036854775808");
        yield return new(Rule, "2^64 - 1", [.. BitConverter.GetBytes(ulong.MaxValue), (byte)'{'], Limit, "18446744073709551615");
        yield return new(Rule, "data too short", File(Sound, 7), Truncated, "describes 8 bytes", "has 7", "interrupted download", "1 bytes are missing", Again);
        yield return new(Rule, "data too long", File(Sound, 9), Trailing, "describes 8 bytes", "has 9", "1 bytes belong to no tensor", "again");
        yield return new(Rule, "data without tensors", File("{}", 9), Trailing, "describes 0 bytes", "9 bytes belong to no tensor");
    }

    static IEnumerable<InputCase> Text()
    {
        const string Rule = "the header's text";
        const string Remedy = "download it again";
        const string Start = "must start with '{'";
        yield return new(Rule, "space first", File(" {}"), Header, Start, "found byte 0x20");
        yield return new(Rule, "byte order mark", File("\uFEFF{}"), Header, Start, "found byte 0xEF");
        yield return new(Rule, "an array", File("[1,2,3,4]"), Header, Start, "found byte 0x5B");
        yield return new(Rule, "null", File("null"), Header, Start);
        yield return new(Rule, "a second object", File("{} {}"), Header, "not valid JSON at byte 3", Remedy);
        yield return new(Rule, "a letter after the object", File("{}x"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "zero bytes after the object", File("{}\0\0"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "unfinished", File("{"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "a comma too many", File("""{"__metadata__":{"a":"b",}}"""), Header, "not valid JSON", Remedy);
        yield return new(Rule, "a comment", File("{/**/}"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "single quotes", File("{'a':1}"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "a raw control character", File("{\"a\nb\":1}"), Header, "not valid JSON", Remedy);
        yield return new(Rule, "invalid UTF-8 in a name", File(Encoding.Latin1.GetBytes("""{"é":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"""), 1), Header, "not valid UTF-8", Remedy);
        yield return new(Rule, "invalid UTF-8 in a value nobody reads", File(Encoding.Latin1.GetBytes("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":"é"}}"""), 1), Header, "not valid UTF-8", Remedy);
        yield return new(Rule, "an encoded surrogate", File([.. "{\""u8, 0xED, 0xA0, 0x80, .. "\":1}"u8], 0), Header, "not valid UTF-8", Remedy);
        yield return new(Rule, "UTF-16", File(Encoding.Unicode.GetBytes("{}"), 0), Header, "not valid JSON", Remedy);
        yield return new(Rule, "metadata that is an array", File("""{"__metadata__":[]}"""), Header, "__metadata__", "not an object", Remedy);
        yield return new(Rule, "metadata with a number", File("""{"__metadata__":{"a":1}}"""), Header, "Number", "a string as __metadata__ 'a'", Remedy);
        yield return new(Rule, "metadata with null", File("""{"__metadata__":{"a":null}}"""), Header, "Null", "a string as __metadata__ 'a'", Remedy);
        yield return new(Rule, "65 levels", Tensor(Nested(63)), Header, "not valid JSON", Remedy);
        yield return new(Rule, "100,000 levels", Tensor(Nested(100_000)), Header, "not valid JSON", Remedy);
        yield return new(Rule, "100,000 levels of objects", Tensor($$"""{"x":{{string.Concat(Enumerable.Repeat("{\"x\":", 100_000))}}"""), Header, "not valid JSON", Remedy);
    }

    /// <summary>An entry with a key that nobody reads, in which arrays are nested: the two objects around them are levels too.</summary>
    static string Nested(int arrays) => $$"""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";

    static IEnumerable<InputCase> DuplicateKeys()
    {
        const string Rule = "a key that occurs twice";
        const string Remedy = "save the model again";
        const string One = """{"dtype":"U8","shape":[1],"data_offsets":[0,1]}""";
        yield return new(Rule, "tensors", File($$"""{"a":{{One}},"a":{{One}}}""", 1), Duplicate, "'a' occurs twice in the header", Remedy);
        yield return new(Rule, "tensors, once escaped", File($$$"""{"a":{{{One}}},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2), Duplicate, "'a' occurs twice in the header", Remedy);
        yield return new(Rule, "tensors, one of no bytes", File($$$"""{"a":{{{One}}},"a":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", 1), Duplicate, "'a' occurs twice in the header", Remedy);
        yield return new(Rule, "dtype", Tensor("""{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}"""), Duplicate, "'dtype' occurs twice in tensor 't.weight'", Remedy);
        yield return new(Rule, "shape, once escaped", Tensor("""{"dtype":"U8","shape":[1],"sh\u0061pe":[1],"data_offsets":[0,1]}"""), Duplicate, "'shape' occurs twice in tensor 't.weight'", Remedy);
        yield return new(Rule, "data_offsets", Tensor("""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}"""), Duplicate, "'data_offsets' occurs twice in tensor 't.weight'", Remedy);
        yield return new(Rule, "a key that nobody reads", Tensor("""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1,"x":2}"""), Duplicate, "'x' occurs twice in tensor 't.weight'", Remedy);
        yield return new(Rule, "a key deep inside", Tensor("""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":[{"y":1,"y":2}]}"""), Duplicate, "'y' occurs twice in tensor 't.weight'", Remedy);
        yield return new(Rule, "metadata", File("""{"__metadata__":{},"__metadat\u0061__":{}}"""), Duplicate, "'__metadata__' occurs twice in the header", Remedy);
        yield return new(Rule, "metadata, the first null", File("""{"__metadata__":null,"__metadata__":{}}"""), Duplicate, "'__metadata__' occurs twice in the header", Remedy);
        yield return new(Rule, "a key of the metadata", File("""{"__metadata__":{"a":"b","\u0061":"c"}}"""), Duplicate, "'a' occurs twice in __metadata__", Remedy);
    }

    static IEnumerable<InputCase> LoneSurrogates()
    {
        const string Rule = "a lone surrogate";
        string[] found = ["not valid Unicode", "download it again"];
        yield return new(Rule, "a tensor's name", File("""{"\udc00":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1), Header, found);
        yield return new(Rule, "a tensor's name, the upper half", File("""{"a\ud800b":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1), Header, found);
        yield return new(Rule, "a dtype", Tensor("""{"dtype":"\ud800","shape":[1],"data_offsets":[0,1]}"""), Header, found);
        yield return new(Rule, "a key", Tensor("""{"\ud800":1,"dtype":"U8","shape":[1],"data_offsets":[0,1]}"""), Header, found);
        yield return new(Rule, "a value nobody reads", Tensor("""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":["\ud800"]}"""), Header, found);
        yield return new(Rule, "metadata", File("""{"__metadata__":{"a":"\ud800"}}"""), Header, found);
    }

    static IEnumerable<InputCase> Entries()
    {
        const string Rule = "dtype, shape and data_offsets of a tensor";
        const string Remedy = "Save the model again";
        InputCase Refused(string name, string entry, params string[] message) => new(Rule, name, Tensor(entry), Entry, ["tensor 't.weight'", Remedy, .. message]);
        yield return Refused("a number for an entry", "1", "expected an object", "found Number");
        yield return Refused("an array for an entry", "[]", "expected an object", "found StartArray");
        yield return Refused("null for an entry", "null", "expected an object", "found Null");
        yield return Refused("an empty entry", "{}", "dtype is missing");
        yield return Refused("no dtype", """{"shape":[1],"data_offsets":[0,1]}""", "dtype is missing");
        yield return Refused("no shape", """{"dtype":"U8","data_offsets":[0,1]}""", "shape is missing");
        yield return Refused("no data_offsets", """{"dtype":"U8","shape":[1]}""", "data_offsets is missing");
        yield return Refused("dtype in lower case", """{"dtype":"u8","shape":[1],"data_offsets":[0,1]}""", "'u8' is unknown", "known are BOOL F4");
        yield return Refused("an unknown dtype", """{"dtype":"FLOAT","shape":[1],"data_offsets":[0,1]}""", "'FLOAT' is unknown");
        yield return Refused("an empty dtype", """{"dtype":"","shape":[1],"data_offsets":[0,1]}""", "'' is unknown");
        yield return Refused("a long dtype", """{"dtype":"a very long type name that fits no buffer","shape":[1],"data_offsets":[0,1]}""", "is unknown");
        yield return Refused("a number that nobody reads, beyond float64", """{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":[1e999]}""", "too large");
        yield return Refused("a number for dtype", """{"dtype":8,"shape":[1],"data_offsets":[0,1]}""", "dtype must be a string", "found Number");
        yield return Refused("a number for shape", """{"dtype":"U8","shape":1,"data_offsets":[0,1]}""", "shape must be an array", "found Number");
        foreach (var dimension in (string[])["-2", "2.0", "2e0", "2E0", "-0", "0.0", "18446744073709551616", "9223372036854775808"])
            yield return Refused($"dimension {dimension}", $$"""{"dtype":"U8","shape":[{{dimension}}],"data_offsets":[0,1]}""", "a dimension must be a whole number from 0 to 2^63 - 1", $"found {dimension}");
        yield return Refused("a string for a dimension", """{"dtype":"U8","shape":["2"],"data_offsets":[0,1]}""", "found String");
        yield return Refused("null for a dimension", """{"dtype":"U8","shape":[null],"data_offsets":[0,1]}""", "found Null");
        yield return Refused("true for a dimension", """{"dtype":"U8","shape":[true],"data_offsets":[0,1]}""", "found True");
        yield return Refused("an array for a dimension", """{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}""", "found StartArray");
        yield return Refused("a number for data_offsets", """{"dtype":"U8","shape":[1],"data_offsets":1}""", "data_offsets must be an array");
        yield return Refused("an object for data_offsets", """{"dtype":"U8","shape":[1],"data_offsets":{"begin":0,"end":1}}""", "data_offsets must be an array");
        yield return Refused("no offset", """{"dtype":"U8","shape":[1],"data_offsets":[]}""", "must be two numbers", "found 0");
        yield return Refused("one offset", """{"dtype":"U8","shape":[1],"data_offsets":[0]}""", "must be two numbers", "found 1");
        yield return Refused("three offsets", """{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}""", "must be two numbers", "found more");
        foreach (var offset in (string[])["-1", "1.0", "1e0", "-0", "18446744073709551616"])
            yield return Refused($"offset {offset}", $$"""{"dtype":"U8","shape":[1],"data_offsets":[0,{{offset}}]}""", "an offset must be a whole number", $"found {offset}");
        yield return Refused("strings for offsets", """{"dtype":"U8","shape":[1],"data_offsets":["0","1"]}""", "found String");
        yield return Refused("more than 2^63 elements", """{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,1]}""", "multiply to more than 2^63 - 1");
        yield return Refused("an overflow before a zero", """{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}""", "multiply to more than 2^63 - 1");
        yield return Refused("an overflow around a zero", """{"dtype":"U8","shape":[4294967296,0,4294967296],"data_offsets":[0,0]}""", "multiply to more than 2^63 - 1");
        yield return Refused("an overflow after a zero", """{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}""", "multiply to more than 2^63 - 1");
    }

    static IEnumerable<InputCase> Layouts()
    {
        const string Rule = "where tensors lie in the data";
        const string Remedy = "download it again";
        InputCase Refused(string name, string header, int dataBytes, params string[] message) => new(Rule, name, File(header, dataBytes), Layout, [Remedy, .. message]);
        yield return Refused("end before begin", """{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}""", 1, "tensor 'a'", "ends at 0, before it begins at 1");
        yield return Refused("fewer bytes than the shape", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", 1, "tensor 'a'", "U8 [2] needs 2 bytes", "[0, 1] give 1");
        yield return Refused("more bytes than the shape", """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", 8, "tensor 'a'", "F32 [] needs 4 bytes", "give 8");
        yield return Refused("bytes for a shape of no elements", """{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,1]}}""", 1, "needs 0 bytes", "give 1");
        yield return Refused("more than 2^63 bytes", """{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,8]}}""", 8, "tensor 'a'", "more than 2^63 - 1 bytes");
        yield return Refused("more than 2^63 bytes and a zero", """{"a":{"dtype":"F64","shape":[2305843009213693952,0],"data_offsets":[0,0]}}""", 0, "tensor 'a'", "more than 2^63 - 1 bytes");
        yield return Refused("half a byte", """{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1, "tensor 'a'", "whole bytes");
        yield return Refused("a quarter of a byte", """{"a":{"dtype":"F6_E3M2","shape":[3],"data_offsets":[0,2]}}""", 2, "tensor 'a'", "whole bytes");
        yield return Refused("a hole at the start", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "tensor 'a'", "begins at 1", "hole after the start of the data");
        yield return Refused("a hole", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "tensor 'b'", "hole after the end of tensor 'a' at 1");
        yield return Refused("an overlap", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "tensor 'b'", "overlapping", "tensor 'a'");
        yield return Refused("the same range twice", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "tensor 'b'", "overlapping", "tensor 'a'");
        yield return Refused("one range inside another", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 3, "tensor 'b'", "overlapping");
        yield return Refused("no bytes inside another", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", 3, "tensor 'b'", "overlapping");
        yield return Refused("no bytes beyond the data", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[0],"data_offsets":[9,9]}}""", 3, "tensor 'b'", "hole");
    }

    static IEnumerable<InputCase> Limits()
    {
        const string Rule = "names and dimensions";
        InputCase Named(string name, string text, string found) =>
            new(Rule, name, File($$$"""{"{{{text}}}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), Name, found);
        yield return Named("an empty name", "", "empty name; save the model again");
        yield return Named("a line break in a name", "a\\nb", "'a\\u000ab' contains a control character; rename");
        yield return Named("NUL in a name", "\\u0000", "'\\u0000' contains a control character");
        yield return Named("DEL in a name", "\u007f", "'\\u007f' contains a control character");
        yield return Named("NEL in a name", "\\u0085", "'\\u0085' contains a control character");
        yield return new(Rule, "17 dimensions", Tensor("""{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}"""), Limit, "tensor 't.weight'", "more than 16 dimensions");
        yield return new(Rule, "100,000 dimensions", Tensor($$"""{"dtype":"U8","shape":[{{string.Join(',', Enumerable.Repeat("1", 100_000))}}],"data_offsets":[0,1]}"""), Limit, "more than 16 dimensions");
        var keys = string.Join(',', Enumerable.Range(0, 100_001).Select(i => $"\"{i}\":\"\""));
        yield return new(Rule, "100,001 keys in the metadata", File($$$"""{"__metadata__":{{{{keys}}}}}"""), Limit, "'__metadata__' has an object of more than 100000 keys");
        yield return new(Rule, "100,001 keys that nobody reads", Tensor($$"""{{{keys}},"dtype":"U8","shape":[1],"data_offsets":[0,1]}"""), Limit, "'t.weight' has an object of more than 100000 keys");
        yield return new(Rule, "100,001 keys deep inside", Tensor($$$"""{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":[{{{{keys}}}}]}"""), Limit, "'t.weight' has an object of more than 100000 keys");
        yield return new(Rule, "a name of 100,000 letters does not fill the screen", File($$$"""{"{{{new string('x', 100_000)}}}":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", 1), Layout, "xxx…'");
    }

    static IEnumerable<InputCase> Accepted()
    {
        const string Rule = "accepted";
        InputCase Sound(string name, string header, int dataBytes = 0) => new(Rule, name, File(header, dataBytes), null);
        yield return Sound("no tensors", "{}");
        yield return Sound("null for metadata", """{"__metadata__":null}""");
        yield return Sound("metadata", """{"__metadata__":{"format":"pt","":"\ud83d\ude00"}}""");
        yield return Sound("a tensor named as a key of an entry", """{"dtype":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1);
        yield return Sound("a scalar", """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4);
        yield return Sound("no elements", """{"a":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]}}""");
        yield return Sound("no elements between others", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"e":{"dtype":"U8","shape":[0],"data_offsets":[1,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2);
        yield return Sound("the largest dimension and a zero", """{"a":{"dtype":"U8","shape":[9223372036854775807,0],"data_offsets":[0,0]}}""");
        yield return Sound("trailing spaces", SafetensorsCases.Sound + "    ", 8);
        yield return Sound("trailing white space", SafetensorsCases.Sound + "\n\t\r ", 8);
        yield return Sound("an odd offset", """{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"F64","shape":[1,1],"data_offsets":[1,9]}}""", 9);
        yield return Sound("packed types", """{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[1,4]}}""", 4);
        yield return Sound("unknown keys", """{"a":{"data_offsets":[0,2],"other":{"x":[1,{"x":2}],"y":"\u00e9"},"shape":[1],"dtype":"\u0046\u00316"}}""", 2);
        yield return Sound("every letter escaped", """{"a":{"\u0064\u0074\u0079\u0070\u0065":"\u0046\u0036\u005f\u0045\u0032\u004d\u0033","shape":[4],"data_offsets":[0,3]}}""", 3);
        yield return Sound("a name that looks like a path", """{"../../etc/passwd":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1);
        yield return Sound("16 dimensions", """{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}}""", 1);
        yield return new(Rule, "64 levels", Tensor(Nested(62)), null);
        var offset = 0;
        var types = "BOOL F4 F6_E2M3 F6_E3M2 U8 I8 F8_E5M2 F8_E4M3 F8_E8M0 I16 U16 F16 BF16 I32 U32 F32 C64 F64 I64 U64".Split(' ')
            .Zip([8, 4, 6, 6, 8, 8, 8, 8, 8, 16, 16, 16, 16, 32, 32, 32, 64, 64, 64, 64])
            .Select(type => $$"""
                "{{type.First}}":{"dtype":"{{type.First}}","shape":[8],"data_offsets":[{{offset}},{{offset += type.Second}}]}
                """).ToArray();
        yield return Sound("every type", $"{{{string.Join(',', types)}}}", offset);
    }

    static IEnumerable<InputCase> ForeignFiles()
    {
        const string Rule = "another kind of file";
        InputCase Other(string name, string content, params string[] message) => new(Rule, name, Encoding.Latin1.GetBytes(content), Foreign, ["expected a safetensors file", .. message]);
        yield return Other("Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n", "Git LFS pointer", "run git lfs pull");
        yield return Other("web page", "<!DOCTYPE html><html><body>Not found</body></html>", "web page", "download the file itself");
        yield return Other("web page after white space", "\n  <html lang=\"en\">", "web page");
        yield return Other("short web page", "<html>", "web page");
        yield return Other("zip, a newer .bin or .pt", "PK\u0003\u0004aaaaaaaaaaaaaaaa", "zip archive", "convert", "Pickles are never read");
        yield return Other("pickle, an older .bin, .pt or .ckpt", "\u0080\u0002\u008A\nl\u00FC\u009CF\u00F9 ", "Python pickle", "convert", "Pickles are never read");
        yield return Other("GGUF", "GGUF\u0003\0\0\0\u0001\0\0\0\0\0\0\0", "GGUF model", "use the original");
        yield return Other("HDF5", "\u0089HDF\r\n\u001a\n\0\0\0\0", "HDF5", "convert");
        yield return Other("gzip", "\u001f\u008b\u0008\0\0\0\0\0\0\u0003", "gzip", "unpack");
        yield return Other("JSON", "{\"weight_map\": {}}", "JSON text", "renamed");
    }
}
