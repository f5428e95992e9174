using MergeSdk.Compute;

namespace MergeSdk.Build.Tests;

/// <summary>Work that is spread over threads.</summary>
public sealed class WorkerPoolTests
{
    [Fact]
    public void Of_several_failures_the_one_of_the_first_item_is_told_whichever_comes_first()
    {
        using var failed = new ManualResetEventSlim();
        var run = () => new WorkerPool(2, CancellationToken.None).ForEach([0, 1, 2, 3], _ => 1, (item, _) =>
        {
            if (item == 0)
                failed.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue("the other worker takes the next item");
            else
                failed.Set();
            throw new MergeException("MERGE0", $"item {item}");
        });

        for (var i = 0; i < 100; i++)
        {
            failed.Reset();
            run.Should().Throw<MergeException>().Which.Message.Should().Contain("item 0");
        }
    }
}
