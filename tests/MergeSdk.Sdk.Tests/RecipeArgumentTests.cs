using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>Values for a recipe's arguments, from the project and the command line of dotnet.</summary>
public class RecipeArgumentTests
{
    [Fact]
    public void Other_values_build_again_and_the_same_do_not_start_the_tool()
    {
        using var folder = new MergeFolder("arguments").WithMerge("Output = Base + Argument(\"t\", 0.5) * (a - Base) + Argument(\"u\", 0.25) * (b - Base);");
        folder.Build("-p:MergeArguments=t=0.3%3Bu=0.1").ShouldSucceed();
        folder.Read("merge/merge.lock.json").ReplaceLineEndings("\n").Should().Contain("\"arguments\": {\n    \"t\": 0.3,\n    \"u\": 0.1\n  },");
        var stamp = folder.Stamp();

        folder.Build("-p:MergeArguments=t=0.3%3Bu=0.1").ShouldSucceed();
        folder.Stamp().Should().Be(stamp);

        folder.Build("-p:MergeArguments=t=0.4%3Bu=0.1").ShouldSucceed().ShouldSay("39 merged");
        folder.Stamp().Should().BeAfter(stamp);

        folder.Dotnet("build -t:Plan -p:MergeArguments=u=0.75").ShouldSucceed().ShouldSay("arguments: t = 0.5, u = 0.75");
        folder.Build("-p:MergeArguments=t").Output.Should().Contain("merge.mergeproj : error MERGE5106: MergeArguments: 't' is not of the form name=value, such as t=0.3");
    }
}
