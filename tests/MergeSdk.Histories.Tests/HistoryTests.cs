using MergeSdk.Histories.Worlds;

namespace MergeSdk.Histories.Tests;

public sealed class HistoryTests
{
    const int Seed = 20261128;

    [Fact]
    public void Twenty_histories_end_as_clean_builds_do()
    {
        var report = new HistoryRun(Seed, steps: 24, []).Run(first: 0, count: 20);

        report.Findings.Should().BeEmpty();
        report.Compared.Should().BeGreaterThan(report.Builds / 3, "most recipes should be sound: {0}", report);
    }

    [Fact]
    public void An_output_with_a_wrong_byte_is_found_and_the_history_is_shortened()
    {
        var builds = 0;
        var report = new HistoryRun(Seed, steps: 24, [], FlipAByteOnceThereIsAnOutput).Run(first: 0, count: 1);

        report.Findings.Should().ContainSingle().Which.Should().Contain("other bytes than a clean build's").And.MatchRegex("--only [0-9]+:");
        builds.Should().BeGreaterThan(0);

        void FlipAByteOnceThereIsAnOutput(Stage stage)
        {
            builds++;
            foreach (var file in Directory.Exists(stage.Output) ? Directory.GetFiles(stage.Output, "*.safetensors") : [])
            {
                var bytes = File.ReadAllBytes(file);
                bytes[^1] ^= 1;
                File.WriteAllBytes(file, bytes);
            }
        }
    }
}
