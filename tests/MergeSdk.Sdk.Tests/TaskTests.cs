using MergeSdk.Sdk.Tests.Harness;
using MergeSdk.Tasks;

namespace MergeSdk.Sdk.Tests;

public class TaskTests
{
    [Fact]
    public void A_stamp_holds_until_a_file_or_a_folder_changes()
    {
        using var folder = new MergeFolder("stamp");
        var file = folder.Write("model/a.bin", "12345");
        folder.Write("model/B.bin", "");
        var stamp = folder["stamp"];
        WriteStamp();
        MergeStamp.WhyStale(stamp).Should().BeNull();

        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        MergeStamp.WhyStale(stamp).Should().Contain("a.bin").And.Contain("has changed");
        WriteStamp();
        folder.Write("model/c.bin", "");
        MergeStamp.WhyStale(stamp).Should().Contain("were added");
        File.Delete(folder["model/c.bin"]);
        MergeStamp.WhyStale(stamp).Should().BeNull();
        File.Delete(file);
        MergeStamp.WhyStale(stamp).Should().Contain("is gone");

        void WriteStamp() => File.WriteAllText(stamp, $"mergesdk-stamp 2\nS\t{stamp}\nF\t{new FileInfo(file).Length}\t{File.GetLastWriteTimeUtc(file).Ticks}\t{file}\nD\tB.bin/a.bin\t{folder["model"]}\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("mergesdk-stamp 1\n")]
    [InlineData("mergesdk-stamp 2\nS\t{stamp}\nF\t1\n")]
    [InlineData("mergesdk-stamp 2\nS\t/elsewhere/merge.stamp\n")]
    [InlineData("mergesdk-stamp 2\nS\t{stamp}\nX\t1\t2\t3\n")]
    public void A_damaged_stamp_does_not_hold(string text)
    {
        using var folder = new MergeFolder("damaged");
        MergeStamp.WhyStale(folder.Write("stamp", text.Replace("{stamp}", folder["stamp"]))).Should().NotBeNull();
        MergeStamp.WhyStale(folder["none"]).Should().NotBeNull();
    }

    [Fact]
    public void The_request_is_valid_JSON_whatever_the_names()
    {
        const string Name = "a \"b\" \\ é \u0001 \t 日本";
        var text = new JsonText().OpenObject().Member("name", Name).OpenArray("empty").CloseArray().OpenArray("list").Element(Name)
            .OpenObject().Member("x", "").CloseObject().CloseArray().CloseObject().ToString();

        using var json = System.Text.Json.JsonDocument.Parse(text);
        json.RootElement.GetProperty("name").GetString().Should().Be(Name);
        json.RootElement.GetProperty("empty").GetArrayLength().Should().Be(0);
        json.RootElement.GetProperty("list")[0].GetString().Should().Be(Name);
        json.RootElement.GetProperty("list")[1].GetProperty("x").GetString().Should().BeEmpty();
    }
}
