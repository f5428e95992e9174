using MergeSdk.Fuzz;

namespace MergeSdk.Tensors.Tests.Safetensors;

/// <summary>A short run of the fuzzer; <c>dotnet run build.cs fuzz</c> makes long ones.</summary>
public sealed class FuzzTests
{
    static readonly string[] s_outcomes =
    [
        DiagnosticCodes.TruncatedFile, DiagnosticCodes.TrailingData, DiagnosticCodes.NotSafetensors, DiagnosticCodes.InvalidHeader, DiagnosticCodes.DuplicateKey,
        DiagnosticCodes.InvalidTensorEntry, DiagnosticCodes.InvalidTensorLayout, DiagnosticCodes.InvalidTensorName, DiagnosticCodes.HeaderLimitExceeded,
        DiagnosticCodes.InvalidIndex, DiagnosticCodes.UnsafeShardName, "header read", "index read",
    ];

    [Fact]
    public void Damaged_files_are_judged_as_an_independent_reader_does()
    {
        var report = new Fuzzer(seed: 1).Run(first: 0, count: 20_000);

        report.Findings.Should().BeEmpty();
        report.Counts.Keys.Should().BeEquivalentTo(s_outcomes, "every rule should be reached");
    }
}
