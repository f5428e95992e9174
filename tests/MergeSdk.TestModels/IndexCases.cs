using System.Text;
using System.Text.Json;

namespace MergeSdk.TestModels;

/// <summary>The rules for the text of an index, <c>model.safetensors.index.json</c>, each with its examples. Accepted ones list tensors a and b in m-1 and m-2.</summary>
public static class IndexCases
{
    const string Invalid = "MERGE1023";
    const string Unsafe = "MERGE1024";

    public static IReadOnlyList<InputCase> All { get; } = [.. Malformed(), .. Names(), .. Accepted()];

    static IEnumerable<InputCase> Malformed()
    {
        const string Rule = "the index's text";
        InputCase Refused(string name, string text, params string[] message) =>
            new(Rule, name, Encoding.UTF8.GetBytes(text), Invalid, ["not a safetensors index", "ownload it again", .. message]);
        yield return Refused("empty", "");
        yield return Refused("an array", "[]", "expected an object");
        yield return Refused("unfinished", "{");
        yield return Refused("garbage after it", """{"weight_map":{"a":"m-1.safetensors"}}x""");
        yield return Refused("no weight_map", "{}", "weight_map");
        yield return Refused("an array for weight_map", """{"weight_map":[]}""", "weight_map");
        yield return Refused("a number for a shard", """{"weight_map":{"a":1}}""", "Number for tensor 'a'", "a file name must be");
        yield return Refused("null for a shard", """{"weight_map":{"a":null}}""", "Null for tensor 'a'");
        yield return Refused("a tensor twice", """{"weight_map":{"a":"m-1.safetensors","a":"m-1.safetensors"}}""");
        yield return Refused("a tensor twice, once escaped", """{"weight_map":{"a":"m-1.safetensors","\u0061":"m-1.safetensors"}}""");
        yield return Refused("weight_map twice", """{"weight_map":{},"weight_map":{"a":"m-1.safetensors"}}""");
        yield return Refused("a lone surrogate in a tensor's name", """{"weight_map":{"\ud800":"m-1.safetensors"}}""");
        yield return Refused("a lone surrogate in a shard's name", """{"weight_map":{"a":"\ud800.safetensors"}}""");
        yield return new(Rule, "invalid UTF-8", Encoding.Latin1.GetBytes("""{"metadata":{"by":"é"},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}"""), Invalid, "UTF-8");
        yield return Refused("65 levels", $$$"""{"x":{{{new string('[', 64)}}}{{{new string(']', 64)}}},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        var shards = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"{i}\":\"m-{i}.safetensors\""));
        yield return new("the index's text", "10,001 shards", Encoding.UTF8.GetBytes($$$"""{"weight_map":{{{{shards}}}}}"""), Invalid, "10001 shards", "more than the 10000", "Download it again");
        yield return Refused("100,000 levels", new string('[', 100_000));
        yield return Refused("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\n", "run git lfs pull");
        yield return Refused("a web page", "<!doctype html>", "web page");
    }

    static IEnumerable<InputCase> Names()
    {
        const string Rule = "a shard that is not a plain name";
        foreach (var shard in (string[])
        [
            "../x.safetensors", "/etc/x.safetensors", "C:\\x.safetensors", "C:x.safetensors", "a/b.safetensors", "a\\b.safetensors", "a\0.safetensors", "a\n.safetensors",
            "", ".", "..", ".safetensors", "model.bin", "model.SAFETENSORS", "a*.safetensors", "a?.safetensors", "x.safetensors/",
        ])
        {
            var text = JsonSerializer.Serialize(new { weight_map = new Dictionary<string, string> { ["b"] = "m-2.safetensors", ["a"] = shard } });
            yield return new(Rule, JsonSerializer.Serialize(shard), Encoding.UTF8.GetBytes(text), Unsafe, "for tensor 'a'", "expected a plain name of a .safetensors file in the same folder");
        }
    }

    static IEnumerable<InputCase> Accepted()
    {
        const string Rule = "accepted";
        InputCase Sound(string name, string text) => new(Rule, name, Encoding.UTF8.GetBytes(text), null);
        yield return Sound("without a total size", """{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        yield return Sound("with the total size", """{"metadata":{"total_size":16},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        yield return Sound("with the total size as some tools write it", """{"metadata":{"total_size":1.6e1},"weight_map":{"b":"m-2.safetensors","a":"m-1.safetensors"}}""");
        yield return Sound("with text that nobody reads and that is not Unicode", """{"metadata":{"by":"\ud800"},"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors"}}""");
        yield return Sound("with other keys", """{"x":[{"y":null}],"metadata":{"by":"\ud83d\ude00","total_parameters":4},"weight_map":{"\u0061":"m-1.safetensors","b":"m\u002d2.safetensors"}}""");
    }
}
