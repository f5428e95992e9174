using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MergeSdk.Build.Session;
using MergeSdk.Hub.Provenance;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>The provenance names every file by its SHA-256, follows the published formats, and is the same whenever the merge is the same.</summary>
public sealed class ProvenanceTests : IDisposable
{
    const string Statement = "merge.provenance.json";
    const string BillOfMaterials = "merge.cdx.json";

    readonly TestMerge _merge = new();
    readonly string _assembly;

    public ProvenanceTests()
    {
        _merge.Model("a", Tensors(1));
        _merge.Model("b", Tensors(2));
        File.WriteAllText(_merge.Path("models", "a", "README.md"), "---\nlicense: apache-2.0\n---\n");
        File.WriteAllText(_merge.Path("models", "b", "README.md"), "---\nlicense: other\nlicense_name: MRL\nlicense_link: https://mistral.ai/licenses/MRL-0.1.md\n---\n");
        File.WriteAllText(_merge.Path("models", "a", "tokenizer.json"), "{}");
        // Not read: of models that are not the base only the card and the configuration are.
        File.WriteAllText(_merge.Path("models", "b", "tokenizer.json"), "{}");
        _assembly = _merge.Path("methods.dll");
        File.WriteAllText(_assembly, "code");
    }

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void The_statement_names_every_file_that_was_read_and_written()
    {
        Run(shards: 2);
        var statement = Read(Statement);

        Digests(statement["subject"]!).Should().BeEquivalentTo(
            Directory.EnumerateFiles(_merge.Output).Where(path => Path.GetFileName(path) != Statement).ToDictionary(path => Path.GetFileName(path), Sha256));
        Digests(statement["predicate"]!["buildDefinition"]!["resolvedDependencies"]!).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["a/README.md"] = Sha256(_merge.Path("models", "a", "README.md")),
            ["a/config.json"] = Sha256(_merge.Path("models", "a", "config.json")),
            ["a/model.safetensors"] = Sha256(_merge.Path("models", "a", "model.safetensors")),
            ["a/tokenizer.json"] = Sha256(_merge.Path("models", "a", "tokenizer.json")),
            ["b/README.md"] = Sha256(_merge.Path("models", "b", "README.md")),
            ["b/config.json"] = Sha256(_merge.Path("models", "b", "config.json")),
            ["b/model.safetensors"] = Sha256(_merge.Path("models", "b", "model.safetensors")),
            ["methods.dll"] = Sha256(_assembly),
        });
        var parameters = statement["predicate"]!["buildDefinition"]!["externalParameters"]!;
        ((string?)parameters["recipe"]!["recipe.csx"]!["sha256"]).Should().Be(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_merge.RecipeText))));
        ((long?)parameters["seed"]).Should().Be(0);
        ((string?)parameters["settings"]!["maxShardSize"]).Should().Be("5GB");
    }

    /// <summary>After the fields of https://in-toto.io/Statement/v1, its ResourceDescriptor, and https://slsa.dev/spec/v1.0/provenance: required ones are there, and there are no others.</summary>
    [Fact]
    public void The_statement_has_the_form_of_the_specifications()
    {
        Run();
        var statement = Read(Statement);

        Keys(statement).Should().Equal("_type", "subject", "predicateType", "predicate");
        ((string?)statement["_type"]).Should().Be("https://in-toto.io/Statement/v1");
        ((string?)statement["predicateType"]).Should().Be("https://slsa.dev/provenance/v1");
        Keys(statement["predicate"]).Should().Equal("buildDefinition", "runDetails");
        var definition = statement["predicate"]!["buildDefinition"]!;
        Keys(definition).Should().Contain(["buildType", "externalParameters"]).And.BeSubsetOf(["buildType", "externalParameters", "internalParameters", "resolvedDependencies"]);
        Uri.IsWellFormedUriString((string)definition["buildType"]!, UriKind.Absolute).Should().BeTrue();
        definition["externalParameters"].Should().BeOfType<JsonObject>();
        var details = statement["predicate"]!["runDetails"]!;
        Keys(details).Should().Contain("builder").And.BeSubsetOf(["builder", "metadata", "byproducts"]);
        Keys(details["builder"]).Should().Contain("id").And.BeSubsetOf(["id", "version", "builderDependencies"]);
        Uri.IsWellFormedUriString((string)details["builder"]!["id"]!, UriKind.Absolute).Should().BeTrue();
        details["builder"]!["version"]!.AsObject().Should().OnlyContain(version => version.Value is JsonValue);

        var subjects = statement["subject"]!.AsArray();
        subjects.Select(subject => (string?)subject!["name"]).Should().OnlyHaveUniqueItems().And.NotBeEmpty();
        foreach (var descriptor in subjects.Concat(definition["resolvedDependencies"]!.AsArray()))
        {
            Keys(descriptor).Should().Contain("digest").And.BeSubsetOf(["name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"]);
            ((string?)descriptor!["digest"]!["sha256"]).Should().MatchRegex("^[0-9a-f]{64}$");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_bill_of_materials_is_valid_by_the_published_schema(int shards)
    {
        Run(shards: shards);
        var bill = Read(BillOfMaterials);

        Validate(bill).Should().BeEmpty();
        var model = bill["metadata"]!["component"]!;
        ((string?)model["type"]).Should().Be("machine-learning-model");
        model["licenses"].Should().BeNull("the parents state different ones");
        var ancestors = model["pedigree"]!["ancestors"]!.AsArray();
        ancestors.Select(ancestor => (string?)ancestor!["name"]).Should().Equal("a", "b");
        ((string?)ancestors[0]!["licenses"]![0]!["license"]!["id"]).Should().Be("Apache-2.0");
        ((string?)ancestors[1]!["licenses"]![0]!["license"]!["name"]).Should().Be("mrl");
        ((string?)ancestors[1]!["hashes"]![0]!["content"]).Should().Be(Sha256(_merge.Path("models", "b", "model.safetensors")));
    }

    /// <summary>That the schema is looked at: what it forbids is found.</summary>
    [Fact]
    public void The_validator_finds_what_is_wrong()
    {
        Run();
        var bill = Read(BillOfMaterials);
        var model = bill["metadata"]!["component"]!;
        model["hashes"]![0]!["content"] = "12";
        model["pedigree"]!["ancestors"]![0]!["type"] = "model";
        model["surprise"] = 1;
        bill["version"] = 0;
        bill["serialNumber"] = "urn";

        string[] places = ["/metadata/component/hashes/0/content", "/metadata/component/pedigree/ancestors/0/type", "/metadata/component/surprise", "/version", "/serialNumber"];
        Validate(bill).Select(error => error.Split(':')[0]).Should().Contain(places);
        ((JsonObject)bill).Remove("bomFormat");
        Validate(bill).Should().Contain(": lacks bomFormat");
    }

    [Fact]
    public void The_same_merge_has_the_same_provenance_in_another_folder()
    {
        Run();
        var (statement, bill) = (File.ReadAllBytes(_merge.Path("bin", Statement)), File.ReadAllBytes(_merge.Path("bin", BillOfMaterials)));

        using var other = new ProvenanceTests();
        other.Run();

        File.ReadAllBytes(other._merge.Path("bin", Statement)).Should().Equal(statement);
        File.ReadAllBytes(other._merge.Path("bin", BillOfMaterials)).Should().Equal(bill);
    }

    [Fact]
    public void Missing_provenance_is_written_without_merging()
    {
        var weights = _merge.Path("bin", "model.safetensors");
        Run(provenance: false);
        File.Exists(_merge.Path("bin", Statement)).Should().BeFalse();
        var written = File.GetLastWriteTimeUtc(weights);

        Run().Should().Match<MergeSummary>(summary => summary.Merged == 0 && summary.BytesWritten > 0);
        var statement = File.ReadAllBytes(_merge.Path("bin", Statement));
        File.Delete(_merge.Path("bin", Statement));
        Run().Should().Match<MergeSummary>(summary => summary.Merged == 0 && summary.BytesWritten == statement.Length);

        File.ReadAllBytes(_merge.Path("bin", Statement)).Should().Equal(statement);
        File.GetLastWriteTimeUtc(weights).Should().Be(written);
        // A build that is not asked for it leaves alone what still holds.
        Run(provenance: false).BytesWritten.Should().Be(0);
        Run().BytesWritten.Should().Be(0);
    }

    [Fact]
    public void Provenance_that_no_longer_holds_is_taken_away()
    {
        Run();
        _merge.Model("b", Tensors(3));
        File.WriteAllText(_merge.Path("models", "b", "README.md"), "");

        Run(provenance: false).Merged.Should().Be(2);
        File.Exists(_merge.Path("bin", Statement)).Should().BeFalse();
        File.Exists(_merge.Path("bin", BillOfMaterials)).Should().BeFalse();
    }

    [Fact]
    public void A_merge_of_a_merge_does_not_inherit_its_provenance()
    {
        Run();
        using var second = new TestMerge();
        second.ModelAt("first", _merge.Output);
        second.Run(second.Plan(_ => Sketch.Input(0)));

        second.Artifact().Keys.Should().Contain("config.json").And.NotContain([Statement, BillOfMaterials]);
    }

    [Fact]
    public void Digests_are_remembered_while_the_file_stays_the_same()
    {
        var path = _merge.Path("file");
        var state = _merge.Path("merge.sha256");
        File.WriteAllText(path, "one");
        var one = Of();
        one.Should().Be(Sha256(path));
        // What is remembered is believed: that is the point of it.
        var forged = File.ReadAllText(state).TrimEnd('\n').Split(' ', 2)[1].Replace(one, new string('0', 64), StringComparison.Ordinal);
        File.WriteAllText(state, $"{TensorHasher.Hash(Encoding.UTF8.GetBytes(forged))} {forged}\n");
        Of().Should().Be(new string('0', 64));

        File.WriteAllText(path, "two");
        Of().Should().Be(Sha256(path));
        File.AppendAllText(state, "torn");
        Of().Should().Be(Sha256(path));

        var whole = File.ReadAllBytes(state);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 1;
            File.WriteAllBytes(state, damaged);
            Of().Should().Be(Sha256(path), "byte {0} of what is remembered changed", i);
        }

        string Of()
        {
            using var digests = FileDigests.Load(state, workers: 2, default);
            digests.Start("key", path);
            var digest = digests.Of("key", path);
            digests.Save();
            return digest;
        }
    }

    [Fact]
    public void A_file_that_moves_while_it_is_hashed_is_hashed_once_and_one_that_changes_again()
    {
        var (before, after) = (_merge.Path("before"), _merge.Path("after"));
        File.WriteAllText(before, "one");
        using var digests = FileDigests.Load(_merge.Path("merge.sha256"), workers: 1, default);
        digests.Start("key", before);
        digests.Start("changed", before);
        File.Move(before, after);
        digests.Of("key", after).Should().Be(Sha256(after));

        File.WriteAllText(after, "other");
        digests.Of("changed", after).Should().Be(Sha256(after));
    }

    static Dictionary<string, PlainTensor> Tensors(int seed) => new() { ["w0"] = PlainTensor.Random("F32", [6, 5], seed), ["w1"] = PlainTensor.Random("BF16", [7], seed + 10) };

    MergeSummary Run(bool provenance = true, int shards = 1) =>
        MergeBuild.Run(
            _merge.Request(_merge.Plan(_ => TestMerge.TaskArithmetic(0.5), shards: shards)) with
            {
                Provenance = provenance,
                Settings = new Dictionary<string, string> { ["maxShardSize"] = "5GB" },
                Assemblies = [_assembly],
            },
            default);

    JsonNode Read(string file) => JsonNode.Parse(File.ReadAllBytes(_merge.Path("bin", file)))!;

    static IReadOnlyList<string> Validate(JsonNode bill) =>
        new JsonSchema(Path.Combine(Repository.Root, "tests", "MergeSdk.Build.Tests", "Schemas")).Check(JsonNode.Parse(bill.ToJsonString()), "bom-1.6.SNAPSHOT.schema.json");

    static IEnumerable<string> Keys(JsonNode? node) => node!.AsObject().Select(member => member.Key);

    static Dictionary<string, string> Digests(JsonNode descriptors) =>
        descriptors.AsArray().ToDictionary(descriptor => (string)descriptor!["name"]!, descriptor => (string)descriptor!["digest"]!["sha256"]!);

    static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
