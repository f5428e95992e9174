using MergeSdk.Hub.Licenses;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>What parents' licenses mean for the merge: told as advice, each kind with its own code.</summary>
public sealed class LicenseTests : IDisposable
{
    readonly TestMerge _merge = new();

    public void Dispose() => _merge.Dispose();

    [Theory]
    [InlineData("apache-2.0", "apache-2.0", null)]
    [InlineData("apache-2.0", null, null)]
    [InlineData(null, null, null)]
    [InlineData("apache-2.0", "mit", DiagnosticCodes.LicensesDiffer)]
    [InlineData("cc-by-nc-4.0", "cc-by-nc-4.0", null)]
    [InlineData("apache-2.0", "cc-by-nc-4.0", DiagnosticCodes.LicenseNonCommercial)]
    [InlineData("cc-by-nc-sa-4.0", "mit", DiagnosticCodes.LicenseNonCommercial)]
    [InlineData("other\nlicense_name: qwen-research", "apache-2.0", DiagnosticCodes.LicenseNonCommercial)]
    [InlineData("other\nlicense_name: flux-1-dev-non-commercial-license", "apache-2.0", DiagnosticCodes.LicenseNonCommercial)]
    [InlineData("cc-by-nc-4.0", "gemma", DiagnosticCodes.LicensesDiffer)]
    [InlineData("other\nlicense_name: one", "other\nlicense_name: two", DiagnosticCodes.LicensesDiffer)]
    [InlineData("Apache-2.0", "apache-2.0", null)]
    [InlineData("llama3.1", "llama3.1", DiagnosticCodes.LicenseNaming)]
    [InlineData("llama2", "llama2", null)]
    public void Terms_are_compared(string? first, string? second, string? code) =>
        Check("merged", first, second).Select(diagnostic => diagnostic.Code).Should().Equal(code is null ? [] : [code]);

    [Theory]
    [InlineData("llama3", "Llama-3-French-8B", true)]
    [InlineData("llama3", "Llama3-French-8B", true)]
    [InlineData("llama3", "Llama-French", false)]
    [InlineData("llama3.1", "Llama-French", true)]
    [InlineData("llama3.3", "llama_french", true)]
    [InlineData("llama4", "French-Llama", false)]
    public void Names_begin_as_the_license_has_it(string license, string name, bool fits) =>
        Check(name, license, license).Select(diagnostic => diagnostic.Code).Should().Equal(fits ? [] : [DiagnosticCodes.LicenseNaming]);

    [Fact]
    public void A_license_comes_from_the_card_or_else_from_the_configuration()
    {
        var folder = _merge.Path("model");
        Directory.CreateDirectory(folder);
        string? Key() => StatedLicense.Of(folder)?.Key;
        void Card(string text) => File.WriteAllText(Path.Combine(folder, "README.md"), text);

        Key().Should().BeNull();
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"license":"MIT"}""");
        Key().Should().Be("mit");
        foreach (var none in new[] { "", "# Title\n", "---\nlicense: gpl\n", "---\n: [\n---\n", "---\nlicense: {a: b}\n---\n" })
        {
            Card(none);
            Key().Should().Be("mit", none);
        }
        Card("---\r\nlicense:\r\n- gemma\r\n- mit\r\n---\r\n");
        Key().Should().Be("gemma");
    }

    [Fact]
    public void A_license_of_all_parents_is_on_the_card_with_name_and_link()
    {
        const string Stated = "other\nlicense_name: exaone\nlicense_link: https://huggingface.co/LGAI-EXAONE/LICENSE";
        Models(Stated, Stated);
        _merge.Run(TestMerge.TaskArithmetic(0.5));

        File.ReadAllText(_merge.Path("bin", "README.md")).Should().Contain("license: other\nlicense_name: exaone\nlicense_link: https://huggingface.co/LGAI-EXAONE/LICENSE\n");
    }

    IReadOnlyList<Diagnostic> Check(string name, string? first, string? second)
    {
        Models(first, second);
        var diagnostics = ParentLicenses.Check(_merge.Request(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5)) with { Name = name }));
        diagnostics.Should().NotContain(diagnostic => diagnostic.Severity != Severity.Warning || !diagnostic.Position!.Value.File.EndsWith("README.md", StringComparison.Ordinal));
        return diagnostics;
    }

    void Models(params string?[] licenses)
    {
        foreach (var (license, i) in licenses.Select((license, i) => (license, i)))
        {
            var folder = _merge.Model($"m{i}", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.F32([1], i) });
            if (license is not null)
                File.WriteAllText(Path.Combine(folder, "README.md"), $"---\nlicense: {license}\n---\n");
        }
    }
}
