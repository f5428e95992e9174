using System.Security.Cryptography;
using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>What <c>dotnet build</c>, <c>clean</c> and <c>publish</c> do to files that are not theirs: nothing.</summary>
public class FolderTests
{
    [Fact]
    public void No_command_writes_to_or_deletes_files_of_others()
    {
        using var folder = new MergeFolder("foreign").WithMerge(recipe: "Output = Base + 0.5 * (a - Base);");
        folder.Write("merge/README.md", "mine");
        folder.Write("theirs/README.md", "mine");
        folder.Write("theirs/model-old.safetensors", "mine");
        folder.Dotnet("restore").ShouldSucceed();
        var before = Hashes();

        // The model b is declared and not used.
        folder.Build("--no-restore -o ../models/b").ShouldFail().ShouldSay("error MERGE4005").ShouldSay("model 'b'");
        folder.Build("--no-restore -o .").ShouldFail().ShouldSay("error MERGE4012");
        folder.Build("--no-restore -o ../theirs").ShouldFail().ShouldSay("error MERGE4013");
        Hashes().Should().Equal(before);

        File.Move(folder["merge/obj/merge.request.json"], folder["theirs/request.json"]);
        File.CreateSymbolicLink(folder["merge/obj/merge.request.json"], folder["theirs/request.json"]);
        before = Hashes();
        folder.Build("--no-restore").ShouldSucceed();
        Theirs(Hashes()).Should().Equal(before);
        folder.Write("merge/bin/notes.txt", "mine");
        folder.Write("merge/obj/notes.txt", "mine");
        before = Theirs(Hashes());
        folder.Dotnet("publish -v:m --no-build -o ../models/b").ShouldFail().ShouldSay("error MERGE4005");
        folder.Dotnet("publish -v:m --no-build -o .").ShouldFail().ShouldSay("error MERGE4012");
        folder.Dotnet("publish -v:m --no-build -o ../theirs").ShouldFail().ShouldSay("error MERGE4014").ShouldSay("theirs/README.md");
        Theirs(Hashes()).Should().Equal(before);

        foreach (var output in new[] { "../models/b", "../theirs" })
            folder.Dotnet($"clean -v:m -o {output}").ShouldSucceed();
        Theirs(Hashes()).Should().Equal(before);
        folder.Files("merge/bin").Should().Contain("model.safetensors", "what was cleaned is another folder");
        folder.Dotnet("clean -v:m -o .").ShouldSucceed();
        Theirs(Hashes()).Should().Equal(before);
        folder.Dotnet("clean -v:m").ShouldSucceed();
        Theirs(Hashes()).Should().Equal(before);
        folder.Files("merge/bin").Should().Equal("notes.txt");

        Dictionary<string, string> Hashes() => new[] { "models", "merge", "theirs" }.SelectMany(part => folder.Files(part).Select(file => $"{part}/{file}"))
            .Where(file => !file.EndsWith(".binlog", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(file) == "notes.txt" || !file.StartsWith("merge/obj/", StringComparison.Ordinal))
            .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(folder[file]))));

        static Dictionary<string, string> Theirs(Dictionary<string, string> hashes) => hashes
            .Where(file => Path.GetFileName(file.Key) == "notes.txt" || !file.Key.StartsWith("merge/bin/", StringComparison.Ordinal) && file.Key != "merge/merge.lock.json")
            .ToDictionary();
    }

    [Fact]
    public void A_damaged_stage_is_not_merged_from_and_after_its_repair_the_next_one_is_right()
    {
        using var folder = new MergeFolder("damaged").WithModels();
        folder.Project("up", MergeFolder.Models("base", "a"), "Output = Base + 0.5 * (a - Base);");
        folder.Project("down", MergeFolder.Models("b") + "<ItemGroup><ProjectReference Include=\"../up/up.mergeproj\" /></ItemGroup>", "Output = Linear([(up, 0.5), (b, 0.5)]);");
        folder.Build(folder: "down").ShouldSucceed();
        var weights = File.ReadAllBytes(folder["up/bin/model.safetensors"]);
        weights[^1] ^= 1;
        File.WriteAllBytes(folder["up/bin/model.safetensors"], weights);
        var published = File.ReadAllBytes(folder["down/bin/model.safetensors"]);

        folder.Write("down/recipe.csx", "Output = Linear([(up, 0.25), (b, 0.75)]);");
        folder.Build("--no-restore --no-dependencies", "down").ShouldFail().ShouldMatch("up/bin/model.safetensors.*error MERGE4016: tensor '");
        File.ReadAllBytes(folder["down/bin/model.safetensors"]).Should().Equal(published);

        folder.Build("--no-restore", "down").ShouldSucceed();
        var repaired = File.ReadAllBytes(folder["down/bin/model.safetensors"]);
        folder.Dotnet("clean -v:m", "down").ShouldSucceed();
        folder.Build("--no-restore", "down").ShouldSucceed();
        File.ReadAllBytes(folder["down/bin/model.safetensors"]).Should().Equal(repaired);
    }
}
