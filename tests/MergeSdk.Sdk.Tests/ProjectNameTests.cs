using System.Xml.Linq;
using MergeSdk.Sdk.Tests.Harness;
using MergeSdk.Tasks;

namespace MergeSdk.Sdk.Tests;

public class ProjectNameTests
{
    static readonly string s_package = Path.Combine(Repository.Root, "src", "MergeSdk");

    [Theory]
    [InlineData("<PropertyGroup><MergeThread>2</MergeThread></PropertyGroup>", "MERGE5007(2,17): MergeSdk has no property MergeThread; did you mean MergeThreads?")]
    [InlineData("<PropertyGroup><MergRecipe>x.csx</MergRecipe></PropertyGroup>", "MERGE5007(2,17): MergeSdk has no property MergRecipe; did you mean MergeRecipe?")]
    [InlineData("<PropertyGroup><MaxShardSise>1GB</MaxShardSise></PropertyGroup>", "MERGE5007(2,17): MergeSdk has no property MaxShardSise; did you mean MaxShardSize?")]
    [InlineData(
        "<PropertyGroup><MergePrecision>high</MergePrecision></PropertyGroup>",
        "MERGE5007(2,17): MergeSdk has no property MergePrecision, and nothing in this project reads it; remove it, or see the properties in the reference")]
    [InlineData("<Target Name=\"T\"><PropertyGroup><MergeLock>true</MergeLock></PropertyGroup></Target>", "MERGE5007(2,34): MergeSdk has no property MergeLock; did you mean MergeLocked?")]
    [InlineData("<ItemGroup><Models Include=\"a\" /></ItemGroup>", "MERGE5008(2,13): MergeSdk has no item Models; did you mean Model?")]
    [InlineData("<ItemGroup><Modell Include=\"a\" /></ItemGroup>", "MERGE5008(2,13): MergeSdk has no item Modell; did you mean Model?")]
    [InlineData("<ItemGroup><Adaptor Include=\"a\" /></ItemGroup>", "MERGE5008(2,13): MergeSdk has no item Adaptor; did you mean Adapter?")]
    [InlineData(
        "<ItemGroup><MergeInput Include=\"a\" /></ItemGroup>",
        "MERGE5008(2,13): MergeSdk has no item MergeInput, and nothing in this project reads it; its inputs are items Model, Adapter and ProjectReference")]
    [InlineData("<ItemGroup><Model Include=\"a\" Nmae=\"b\" /></ItemGroup>", "MERGE5009(2,31): the item Model has no metadata Nmae; did you mean Name?")]
    [InlineData("<ItemGroup><Adapter Include=\"a\"><Weight>1</Weight></Adapter></ItemGroup>", "MERGE5009(2,34): the item Adapter has no metadata Weight; it has Name, Id, Revision")]
    [InlineData("<PropertyGroup><mergethreads>2</mergethreads></PropertyGroup>", null)]
    [InlineData("<PropertyGroup><EnableDefaultItems>true</EnableDefaultItems><OutputPath>x/</OutputPath></PropertyGroup>", null)]
    [InlineData("<PropertyGroup><MergedName>x</MergedName><OutputPath>$(MergedName)/</OutputPath></PropertyGroup>", null)]
    [InlineData("<ItemGroup><Models Include=\"a;b\" /><Model Include=\"@(Models)\" /></ItemGroup>", null)]
    [InlineData("<ItemGroup><Model Include=\"a\" Name=\"b\" id=\"c\" Condition=\"true\" /><Model Include=\"d\" Rank=\"1\" /><None Include=\"@(Model)\" Condition=\"'%(Model.Rank)' == '1'\" /></ItemGroup>", null)]
    [InlineData("<ItemGroup><None Include=\"a\" /><Content Include=\"b\" Nmae=\"c\" /></ItemGroup>", null)]
    public void A_name_that_means_nothing_is_told_with_its_place(string content, string? expected)
    {
        var found = ProjectNames.Unknown($"<Project>\n{content}\n</Project>", []).Select(name => $"{name.Code}({name.Line},{name.Column}): {name.Message}");

        found.Should().Equal(expected is null ? [] : [expected]);
    }

    [Fact]
    public void So_is_one_on_the_command_line() =>
        ProjectNames.Unknown("<Project />", ["MergeThread", "Configuration", "MergeLocked"]).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Code = "MERGE5007", Message = "MergeSdk has no property MergeThread; did you mean MergeThreads?", Line = 0 });

    /// <summary>Public and of merging is what the package sets or takes and what is named after it.</summary>
    [Fact]
    public void The_known_properties_are_those_of_the_package()
    {
        var ours = Sources().SelectMany(source => source.Descendants("PropertyGroup")).Elements().Select(element => element.Name.LocalName)
            .Where(name => name.Contains("Merge", StringComparison.Ordinal) && !name.StartsWith('_') && name != "UsingMergeSdk");

        ProjectNames.Properties.Should().BeEquivalentTo(ours.Append("MaxShardSize").Distinct());
    }

    [Fact]
    public void The_known_items_are_those_of_the_package()
    {
        var made = Sources().SelectMany(source => source.Descendants("ItemGroup")).Elements().Select(element => element.Name.LocalName)
            .Concat(Sources().SelectMany(source => source.Descendants("OutputItemType")).Select(element => element.Value))
            .Where(name => name.StartsWith("Merge", StringComparison.Ordinal));
        var taken = Sources().SelectMany(source => source.Descendants("WriteMergeRequest")).Attributes()
            .Where(attribute => attribute.Value.StartsWith("@(", StringComparison.Ordinal)).Select(attribute => attribute.Value[2..^1]);

        ProjectNames.Items.Should().BeEquivalentTo(made.Concat(taken).Distinct());
    }

    [Fact]
    public void The_known_metadata_are_those_of_the_reference() =>
        File.ReadAllLines(Path.Combine(Repository.Root, "docs", "reference.md")).SkipWhile(line => !line.StartsWith("| metadata |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('`')[1]).Should().Equal(ProjectNames.Metadata);

    [Fact]
    public void Every_build_warns_of_them_also_one_that_merges_nothing()
    {
        using var folder = new MergeFolder("names").WithMerge(more: "\n<PropertyGroup><MergeThread>1</MergeThread></PropertyGroup>");
        const string Warning = @"merge\.mergeproj\(3,17\): warning MERGE5007: MergeSdk has no property MergeThread; did you mean MergeThreads\?";

        folder.Build().ShouldSucceed().ShouldMatch(Warning);
        var stamp = folder.Stamp();
        folder.Build("--no-restore -p:MergeLock=true").ShouldSucceed().ShouldMatch(Warning).ShouldMatch(@"merge\.mergeproj : warning MERGE5007: MergeSdk has no property MergeLock; did you mean MergeLocked\?");
        folder.Build("--no-restore -p:NoWarn=MERGE5007").ShouldSucceed().ShouldNotSay("MERGE5007");
        folder.Build("--no-restore -warnaserror").ShouldFail().ShouldSay("error MERGE5007");
        folder.Stamp().Should().Be(stamp);
    }

    static IEnumerable<XDocument> Sources() => new[] { "Sdk", "targets" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(s_package, folder))).Select(path => XDocument.Load(path));
}
