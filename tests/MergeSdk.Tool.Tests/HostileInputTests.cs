using System.Diagnostics;
using System.Text;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Whatever lies in a model's folder, the command line answers with an error of its own or does its work: no stack trace, no hang.</summary>
public sealed class HostileInputTests : IDisposable
{
    // Far above what any of it takes, for machines with other things to do.
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_example_of_a_bad_safetensors_file()
    {
        foreach (var example in SafetensorsCases.All)
            Judge(example, "model.safetensors");
    }

    [Fact]
    public void Every_example_of_a_bad_index()
    {
        Model(_folder["model"]);
        File.Move(_folder["model", "model.safetensors"], _folder["model", "m-1.safetensors"]);
        ModelFolder.WriteFile(_folder["model", "m-1.safetensors"], new Dictionary<string, PlainTensor> { ["a"] = PlainTensor.F32([1], 1) });
        ModelFolder.WriteFile(_folder["model", "m-2.safetensors"], new Dictionary<string, PlainTensor> { ["b"] = PlainTensor.F32([3], 1, 2, 3) });
        foreach (var example in IndexCases.All)
            Judge(example, "model.safetensors.index.json");
    }

    [Fact]
    public void Small_files_of_a_model_may_hold_anything()
    {
        Model(_folder["base"]);
        Model(_folder["donor"]);
        foreach (var content in Texts())
        {
            foreach (var model in (string[])["base", "donor"])
            {
                foreach (var name in (string[])["config.json", "README.md", "tokenizer.json"])
                    File.WriteAllBytes(_folder[model, name], content);
            }
            var (exitCode, text) = Build("Output = Base + 0.5 * (donor - Base);", "--model", $"base={_folder["base"]}", "--model", $"donor={_folder["donor"]}");
            exitCode.Should().Be(0, $"{Shown(content)}: {text}");
        }
    }

    [Fact]
    public void The_configuration_of_an_adapter_may_hold_anything()
    {
        foreach (var content in Texts())
        {
            Model(_folder["base"]);
            Model(_folder["adapter"]);
            File.WriteAllBytes(_folder["adapter", "adapter_config.json"], content);
            var (exitCode, text) = Build("Output = Base + style;", "--model", $"base={_folder["base"]}", "--adapter", $"style={_folder["adapter"]}");
            exitCode.Should().Be(1, text);
            text.Should().Contain("error MERGE3010: ");
        }
    }

    [SkippableTheory]
    [InlineData("base", "model.safetensors")]
    [InlineData("base", "model.safetensors.index.json")]
    [InlineData("base", "config.json")]
    [InlineData("base", "tokenizer.json")]
    [InlineData("base", "README.md")]
    [InlineData("adapter", "adapter_config.json")]
    public void A_pipe_in_place_of_a_file_is_not_opened(string model, string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        Model(_folder["base"]);
        Model(_folder["adapter"]);
        File.WriteAllText(_folder["adapter", "adapter_config.json"], """{"peft_type": "LORA", "r": 2, "lora_alpha": 4}""");
        File.Delete(_folder[model, name]);
        using (var process = Process.Start("mkfifo", [_folder[model, name]]))
            process.WaitForExit();

        var (exitCode, text) = Build("Output = Base;", "--model", $"base={_folder["base"]}", "--adapter", $"style={_folder["adapter"]}");

        exitCode.Should().Be(1, text);
        text.Should().Contain($"{_folder[model, name]}: error MERGE1004: ");
    }

    [Fact]
    public void What_earlier_builds_left_may_be_damaged()
    {
        Model(_folder["base"]);
        Build().ExitCode.Should().Be(0);
        foreach (var content in Texts())
        {
            foreach (var name in (string[])["obj/merge.state", "obj/merge.plan.json", "obj/merge.stamp", "bin/model.safetensors", "bin/config.json"])
                File.WriteAllBytes(_folder["work", name], content);
            var (exitCode, text) = Build();
            exitCode.Should().Be(0, $"{Shown(content)}: {text}");
        }

        (int ExitCode, string Text) Build() => this.Build("Output = Base;", "--model", $"base={_folder["base"]}");
    }

    [Fact]
    public void A_lock_file_that_cannot_be_read_is_refused_and_kept()
    {
        Model(_folder["base"]);
        Build().ExitCode.Should().Be(0);
        foreach (var content in Texts())
        {
            File.WriteAllBytes(_folder["work", "merge.lock.json"], content);
            var (exitCode, text) = Build();
            (exitCode, text.Contains("error MERGE4015: ", StringComparison.Ordinal)).Should().Be((1, true), $"{Shown(content)}: {text}");
            File.ReadAllBytes(_folder["work", "merge.lock.json"]).Should().Equal(content);
        }
        File.Delete(_folder["work", "merge.lock.json"]);
        foreach (var content in Texts())
        {
            File.WriteAllBytes(_folder["work", "bin", "merge.lock.json"], content);
            var (exitCode, text) = Build();
            (exitCode, text.Contains("error MERGE4013: ", StringComparison.Ordinal)).Should().Be((1, true), $"{Shown(content)}: {text}");
            File.ReadAllBytes(_folder["work", "bin", "merge.lock.json"]).Should().Equal(content);
        }

        (int ExitCode, string Text) Build() => this.Build("Output = Base;", "--model", $"base={_folder["base"]}");
    }

    static string Shown(byte[] content) => Encoding.Latin1.GetString(content.AsSpan(0, Math.Min(content.Length, 80)));

    /// <summary>Texts that a parser of JSON, of YAML or of lines may not expect.</summary>
    static IEnumerable<byte[]> Texts()
    {
        foreach (var text in (string[])
        [
            "", " ", "{", "{}", "[]", "null", "1", "\"\"", "---", "---\n---", "---\nlicense: mit", "\uFEFF{}", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}", "{\"a\":\"\\ud800\"}",
            "{\"num_hidden_layers\":1e999,\"vocab_size\":-1,\"torch_dtype\":[],\"tie_word_embeddings\":\"x\",\"text_config\":{\"\\ud800\":1}}",
            "{\"peft_type\":\"LORA\",\"r\":1e999,\"lora_alpha\":1}", "{\"peft_type\":\"LORA\",\"r\":\"2\",\"lora_alpha\":1}", "{\"peft_type\":\"\\ud800\"}", "{\"peft_type\":{\"a\":[]}}",
            "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":1,\"rank_pattern\":{\"(((\":1,\"(a+)+$\":2,\"\\ud800\":1}}", "{\"version\":1,\"outputs\":null}",
            "{\"tool\":\"\",\"recipe\":null,\"seed\":0,\"inputs\":null,\"outputs\":{\"a\":null}}", "{\"tool\":\"\",\"recipe\":{},\"seed\":0,\"inputs\":{},\"outputs\":null}",
            "{\"version\":1,\"tool\":\"\",\"recipe\":{},\"seed\":0,\"inputs\":{},\"outputs\":{\"\\ud800\":{\"content\":\"2048dc27468fdc3ecae187db8703a8de\"}}}",
            "{\"version\":1,\"tool\":\"\",\"recipe\":{},\"seed\":0,\"inputs\":{},\"outputs\":{},\"outputs\":{}}", "{\"version\":2}\n{\"file\":\"x\"}\n{\"tensor\":null}\n{\"tensor\":{}}\nx",
            "---\nlicense: &a [*a]\n---\n", "---\nlicense: !!binary x\nlicense: mit\n---\n", "---\n? {a: b}\n: c\n--- \n", "---\n- license\n---\n", "mergesdk-stamp 2\nS\t\nF\t1\t2\t\nD\t",
        ])
        {
            yield return Encoding.UTF8.GetBytes(text);
        }
        yield return [0xFF, 0xFE, 0x00];
        yield return new byte[1000];
        yield return Encoding.UTF8.GetBytes(new string('[', 100_000));
        yield return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        yield return Encoding.UTF8.GetBytes($"---\nlicense: {new string('[', 100_000)}\n---\n");
        yield return Encoding.UTF8.GetBytes($"---\ntags: {string.Concat(Enumerable.Repeat("{a: ", 100_000))}\n---\n");
        yield return Encoding.UTF8.GetBytes($"---\n{string.Concat(Enumerable.Repeat("- ", 100_000))}x\n---\n");
        yield return Encoding.UTF8.GetBytes($"---\nx0: &x0 [a]\n{string.Concat(Enumerable.Range(1, 30).Select(i => $"x{i}: &x{i} [*x{i - 1}, *x{i - 1}]\n"))}license: *x30\n---\n");
    }

    void Judge(InputCase example, string file)
    {
        Directory.CreateDirectory(_folder["model"]);
        File.WriteAllBytes(_folder["model", file], example.Content);
        foreach (var arguments in (string[][])[["inspect", _folder["model"]], ["plan", Recipe("Output = Base;"), "--model", $"base={_folder["model"]}"]])
        {
            if (example.Code is null && arguments[0] == "plan")
                continue;
            var (exitCode, text) = Run(arguments);
            exitCode.Should().Be(example.Code is null ? 0 : 1, $"{example}: {text}");
            if (example.Code is not null)
                text.Should().StartWith($"{_folder["model", file]}: error {example.Code}: ", example.ToString());
        }
    }

    static void Model(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        ModelFolder.Write(
            folder, new Dictionary<string, PlainTensor> { ["model.embed_tokens.weight"] = PlainTensor.F32([2, 1], 1, 2), ["model.layers.0.w"] = PlainTensor.F32([1], 1) }, "{}");
    }

    string Recipe(string text)
    {
        Directory.CreateDirectory(_folder["work"]);
        File.WriteAllText(_folder["work", "recipe.csx"], text);
        return _folder["work", "recipe.csx"];
    }

    (int ExitCode, string Text) Build(string recipe, params string[] models) => Run(["build", Recipe(recipe), .. models]);

    static (int ExitCode, string Text) Run(string[] arguments)
    {
        var run = Task.Run(() => CommandLine.Run(arguments));
        run.Wait(s_patience).Should().BeTrue($"mergesdk {string.Join(' ', arguments)} should end");
        var (_, text) = run.Result;
        text.Should().NotContain("   at ").And.NotContain(DiagnosticCodes.InternalError, string.Join(' ', arguments));
        return run.Result;
    }
}
