using System.Text;
using System.Text.Json.Nodes;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>The command <c>verify</c>: a sound model passes, and each way to spoil one is found with its own code.</summary>
public sealed class VerifyTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Merged => _folder["merged"];

    [Fact]
    public void A_merged_model_is_as_its_lock_file_says()
    {
        Merge();

        Verify().Should().BeEquivalentTo((string[])[]);
        CommandLine.Run("verify", Merged).Text.Should().Contain("39 tensors").And.Contain("compared with").And.Contain("0 errors, 0 warnings");
    }

    [Fact]
    public void A_model_without_a_lock_file_is_checked_as_far_as_it_goes() =>
        CommandLine.Run("verify", Repository.Model("code")).Should().Match<(int ExitCode, string Text)>(
            result => result.ExitCode == 0 && result.Text.Contains("there is no lock file", StringComparison.Ordinal));

    [Fact]
    public void A_flipped_bit_names_the_tensor()
    {
        Merge();
        var path = Path.Combine(Merged, "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Verify().Should().Equal("MERGE6003");
        CommandLine.Run("verify", Merged).Text.Should().MatchRegex("tensor '[^']+' has the content [0-9a-f]{32}, in the lock file [0-9a-f]{32}");
    }

    [Fact]
    public void A_changed_header_is_found_though_every_byte_of_data_is_the_same()
    {
        Merge();
        var tensors = ModelFolder.Read(Merged);
        // The same bytes as a matrix of the other orientation.
        var (name, tensor) = tensors.First(tensor => tensor.Value.Shape.Length == 2 && tensor.Value.Shape[0] != tensor.Value.Shape[1] && !tensor.Key.Contains("embed", StringComparison.Ordinal));
        tensors[name] = tensor with { Shape = [.. tensor.Shape.Reverse()] };
        ModelFolder.WriteFile(Path.Combine(Merged, "model.safetensors"), tensors);

        Verify().Should().Equal("MERGE6002");
    }

    [Fact]
    public void Missing_and_additional_tensors_are_found()
    {
        Merge();
        var tensors = ModelFolder.Read(Merged);
        var last = tensors.Last();
        tensors.Remove(last.Key);
        tensors["extra.weight"] = last.Value;
        ModelFolder.WriteFile(Path.Combine(Merged, "model.safetensors"), tensors);

        var (_, text) = CommandLine.Run("verify", Merged);
        text.Should().Contain($"MERGE6003: tensor '{last.Key}' is missing").And.Contain("MERGE6003: tensor 'extra.weight' is not in the lock file");
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("README.md")]
    public void A_changed_or_missing_small_file_is_found(string file)
    {
        Merge();
        File.AppendAllText(Path.Combine(Merged, file), " ");
        Verify().Should().Equal("MERGE6002");

        File.Delete(Path.Combine(Merged, file));
        Verify().Should().Contain("MERGE6002");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("""{"version":1,"tool":"x","recipe":{},"seed":0,"inputs":{},"outputs":null}""")]
    [InlineData("""{"version":1,"tool":"x","recipe":{},"seed":0,"inputs":{},"outputs":{"a":null}}""")]
    [InlineData("""{"version":2,"tool":"x","recipe":{},"seed":0,"inputs":{},"outputs":{}}""")]
    [InlineData("""{"version":1,"tool":"x","recipe":{},"seed":0,"inputs":{},"outputs":{"../config.json":{"content":"00000000000000000000000000000000"}}}""")]
    public void A_lock_file_that_is_none_is_an_error(string text)
    {
        Merge();
        File.WriteAllText(Path.Combine(Merged, "merge.lock.json"), text);

        Verify().Should().Contain("MERGE6001").And.NotContain("MERGE5199");
    }

    [Theory]
    [InlineData("vocab_size", "1000", "MERGE6004")]
    [InlineData("hidden_size", "127", "MERGE6004")]
    [InlineData("num_hidden_layers", "3", "MERGE6005")]
    [InlineData("num_hidden_layers", "5", "MERGE6005")]
    [InlineData("tie_word_embeddings", "true", "MERGE6023")]
    [InlineData("eos_token_id", "1024", "MERGE6025")]
    [InlineData("bos_token_id", "-1", "MERGE6025")]
    [InlineData("pad_token_id", "[2, 5000]", "MERGE6025")]
    public void Each_key_of_the_configuration_is_compared(string key, string value, string code)
    {
        Copy();
        Edit("config.json", config => config[key] = JsonNode.Parse(value));

        Verify().Should().Equal(code);
    }

    [Theory]
    [InlineData("config.json", "MERGE3012")]
    [InlineData("generation_config.json", null)]
    public void A_name_that_is_not_Unicode_is_no_defect(string file, string? code)
    {
        Copy();
        foreach (var name in (string[])["ù", "\\ud800"])
        {
            foreach (var text in (string[])[$$"""{"{{name}}": 1}""", $$"""{"a": [{"{{name}}": 1}]}"""])
            {
                // In Latin-1 no letter but those of ASCII is UTF-8.
                File.WriteAllBytes(Path.Combine(Merged, file), Encoding.Latin1.GetBytes(text));
                Verify().Should().Equal(code is null ? [] : [code]);
            }
        }
    }

    [Fact]
    public void Layers_that_only_predict_further_tokens_may_follow()
    {
        Copy();
        Edit("config.json", config => (config["num_hidden_layers"], config["num_nextn_predict_layers"]) = (3, 1));

        Verify().Should().BeEmpty();
    }

    [Fact]
    public void A_missing_layer_in_between_is_found()
    {
        Copy();
        var tensors = ModelFolder.Read(Merged);
        foreach (var name in tensors.Keys.Where(name => name.Contains("layers.1.", StringComparison.Ordinal)).ToList())
            tensors.Remove(name);
        ModelFolder.WriteFile(Path.Combine(Merged, "model.safetensors"), tensors);

        Verify().Should().Equal("MERGE6005");
        CommandLine.Run("verify", Merged).Text.Should().Contain("3 layers, the last of number 3, in model.layers");
    }

    [Fact]
    public void A_head_that_should_be_there_and_is_not_is_found()
    {
        Copy();
        var tensors = ModelFolder.Read(Merged);
        tensors.Remove("lm_head.weight").Should().BeTrue();
        ModelFolder.WriteFile(Path.Combine(Merged, "model.safetensors"), tensors);
        Verify().Should().Equal("MERGE6006");

        Edit("config.json", config => config["tie_word_embeddings"] = true);
        Verify().Should().BeEmpty();
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("BF16")]
    [InlineData("F16")]
    [InlineData("F64")]
    public void Values_that_no_weight_has_are_counted(string dtype)
    {
        // Over several blocks and tiles, and beside ordinary values.
        var values = PlainTensor.Random("F32", [700, 1001], seed: 1).ToDoubles();
        (values[5], values[400_000], values[700_699], values[9]) = (double.NaN, double.PositiveInfinity, double.NegativeInfinity, 70000);
        var large = dtype == "F16" ? double.NaN : -1e30;
        values[600_001] = large;
        float[] singles = [.. values.Select(value => (float)value)];
        var tensor = dtype switch
        {
            "F32" => PlainTensor.F32([700, 1001], singles),
            "F16" => PlainTensor.F16([700, 1001], singles),
            "F64" => PlainTensor.F64([700, 1001], values),
            _ => new PlainTensor("BF16", [700, 1001], [.. singles.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))]),
        };
        ModelFolder.Write(Merged, new Dictionary<string, PlainTensor> { ["w"] = tensor, ["ids"] = PlainTensor.I64([2], 1, long.MaxValue) });

        var (_, text) = CommandLine.Run("verify", Merged, "--threads", "3");
        // 70000 is an infinity of float16.
        text.Should().Contain($"{(dtype == "F16" ? 5 : 3)} of 700700 elements are NaN or infinite, the first at index 5;");
        if (dtype != "F16")
            text.Should().Contain("2 of 700700 elements are larger in magnitude than 65504");
    }

    [Fact]
    public void Statistics_are_those_of_the_values()
    {
        var tensor = PlainTensor.Random("F32", [600, 1000], seed: 2);
        var values = tensor.ToDoubles().Select(value => (float)value).ToArray();
        (values[0], values[500_000]) = (1, -1);
        ModelFolder.Write(Merged, new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.F32([600, 1000], values), ["empty"] = PlainTensor.F32([0]) });
        var root = Math.Sqrt(values.Sum(value => (double)value * value) / values.Length);
        var beyond = values.Count(value => Math.Abs(value) > 6 * root);

        beyond.Should().Be(2);
        CommandLine.Run("verify", Merged, "--statistics").Text.Should().MatchRegex(
            $@"w +\[600, ?1000\] +F32 +{root.ToString("0.000e+0", System.Globalization.CultureInfo.InvariantCulture).Replace("+", "\\+", StringComparison.Ordinal)} +2 +0 ");
    }

    [Fact]
    public void Tokens_without_a_row_and_tokens_that_come_twice_are_found()
    {
        Copy();
        Edit("tokenizer.json", tokenizer => tokenizer["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id":1024,"content":"<extra>"}""")));
        CommandLine.Run("verify", Merged).Text.Should().Contain("MERGE6024: 1 tokens have no row among the 1024 of the embedding, the first '<extra>' with the id 1024");

        Edit("tokenizer.json", tokenizer => tokenizer["added_tokens"]!.AsArray().RemoveAt(3));
        Edit("tokenizer.json", tokenizer => tokenizer["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id":7,"content":"</s>"}""")));
        // One token with two ids, and with that an id with two tokens.
        Verify().Should().Equal("MERGE6024", "MERGE6024");
    }

    [Theory]
    [InlineData("""{"model":{"vocab":{"a":"b"}}}""")]
    [InlineData("""{"model":{"vocab":[1]}}""")]
    [InlineData("""{"added_tokens":[{}]}""")]
    [InlineData("[1")]
    public void A_tokenizer_that_is_none_is_a_warning(string text)
    {
        Copy();
        File.WriteAllText(Path.Combine(Merged, "tokenizer.json"), text);

        Verify().Should().Equal("MERGE6024");
    }

    [Fact]
    public void Special_tokens_must_be_known_and_agree()
    {
        Copy();
        Edit("tokenizer_config.json", config => config["eos_token"] = JsonNode.Parse("""{"content":"<s>"}"""));
        CommandLine.Run("verify", Merged).Text.Should().Contain("MERGE6025: eos_token is '<s>', whose id is 1; eos_token_id of config.json and generation_config.json is 2");

        Edit("tokenizer_config.json", config => config["eos_token"] = "<end>");
        CommandLine.Run("verify", Merged).Text.Should().Contain("MERGE6025: eos_token is '<end>', and the tokenizer has no such token");

        Edit("tokenizer_config.json", config => config["eos_token"] = "</s>");
        // One of several is enough.
        Edit("generation_config.json", config => config["eos_token_id"] = JsonNode.Parse("[1, 2]"));
        Verify().Should().BeEmpty();
    }

    [Fact]
    public void Merging_again_gives_the_same_bytes_or_says_what_differs()
    {
        Merge("--provenance");
        var (exitCode, text) = CommandLine.Run([.. Rebuild()]);
        exitCode.Should().Be(0, text);
        text.Should().Contain("merging again gives the same bytes");
        Directory.Exists(_folder["obj", "merge", "verify"]).Should().BeFalse();

        var tensors = ModelFolder.Read(Merged);
        var (name, tensor) = tensors.First(tensor => tensor.Value.DType == "BF16");
        tensor.Bytes[11] ^= 1;
        ModelFolder.WriteFile(Path.Combine(Merged, "model.safetensors"), tensors);
        File.AppendAllText(Path.Combine(Merged, "config.json"), " ");
        File.Delete(Path.Combine(Merged, "special_tokens_map.json"));
        (exitCode, text) = CommandLine.Run([.. Rebuild()]);
        exitCode.Should().Be(1);
        text.Should().Contain($"MERGE6007: tensor '{name}' is not what merging again gives: it differs from element 5 on")
            .And.MatchRegex("config.json: error MERGE6007: from byte \\d+ on")
            .And.MatchRegex("special_tokens_map.json: error MERGE6007: the file is missing");
    }

    /// <summary>The codes of all errors and warnings.</summary>
    string[] Verify()
    {
        var (exitCode, text) = CommandLine.Run("verify", Merged);
        var lines = text.Split('\n').Where(line => line.Contains(": error MERGE", StringComparison.Ordinal) || line.Contains(": warning MERGE", StringComparison.Ordinal)).ToList();
        exitCode.Should().Be(lines.Exists(line => line.Contains(": error ", StringComparison.Ordinal)) ? 1 : 0, text);
        return [.. lines.Select(line => line[(line.IndexOf(" MERGE", StringComparison.Ordinal) + 1)..][..9])];
    }

    void Merge(params string[] more)
    {
        File.WriteAllText(_folder["recipe.csx"], "Output = a + 0.5 * (b - a);");
        var (exitCode, text) = CommandLine.Run(["build", _folder["recipe.csx"], .. Inputs(), "-o", Merged, .. more]);
        exitCode.Should().Be(0, text);
    }

    IEnumerable<string> Rebuild() => ["verify", Merged, "--rebuild", _folder["recipe.csx"], .. Inputs()];

    static string[] Inputs() => ["--model", $"a={Repository.Model("code")}", "--model", $"b={Repository.Model("french")}"];

    /// <summary>A model that was not merged.</summary>
    void Copy()
    {
        Directory.CreateDirectory(Merged);
        foreach (var file in Directory.EnumerateFiles(Repository.Model("code")))
            File.Copy(file, Path.Combine(Merged, Path.GetFileName(file)));
    }

    void Edit(string file, Action<JsonObject> edit)
    {
        var path = Path.Combine(Merged, file);
        var root = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        edit(root);
        File.WriteAllText(path, root.ToJsonString());
    }
}
