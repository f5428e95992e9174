using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary><c>--non-finite</c>, and what the command line says of NaN and infinities.</summary>
public sealed class NonFiniteTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public NonFiniteTests()
    {
        ModelFolder.Write(_folder["base"], new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.F16([3], 1, 60_000, 3), ["v"] = PlainTensor.F16([2], 1, float.NaN) });
        File.WriteAllText(_folder["recipe.csx"], "Output = Linear([(Base, 2)], normalize: false);");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Error", 1, "error MERGE4008", "error MERGE4009")]
    [InlineData("Warn", 1, "warning MERGE4008", "error MERGE4009")]
    [InlineData("allow", 0, null, "warning MERGE4009")]
    public void Each_value_means_what_it_says_in_every_build(string value, int exitCode, string? input, string output)
    {
        for (var time = 0; time < 2; time++)
        {
            var (code, text) = Build("--non-finite", value);

            code.Should().Be(exitCode, text);
            if (input is null)
                text.Should().NotContain("MERGE4008");
            else
                text.Should().Contain($"{_folder["base", "model.safetensors"]}: {input}: tensor 'v' of model 'Base' has a NaN or an infinity at index 1;");
            text.Should().Contain($"{_folder["bin"]}: {output}: tensor 'w' of the output has a NaN or an infinity at index 1,");
            File.Exists(_folder["bin", "model.safetensors"]).Should().Be(exitCode == 0);
        }
    }

    [Fact]
    public void Another_value_is_an_error() => Build("--non-finite", "0").Text.Should().Contain("error MERGE5103: '0'");

    (int ExitCode, string Text) Build(params string[] options) => CommandLine.Run(["build", _folder["recipe.csx"], "--model", $"base={_folder["base"]}", .. options]);
}
