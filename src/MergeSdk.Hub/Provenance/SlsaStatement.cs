using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MergeSdk.Build;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Session;

namespace MergeSdk.Hub.Provenance;

/// <summary>
/// An in-toto statement (https://in-toto.io/Statement/v1) with SLSA provenance (https://slsa.dev/spec/v1.0/provenance), unsigned. Left out, as they would differ
/// from build to build: <c>runDetails.metadata</c> (invocation, start, end) and locations of files; as there is nothing to say: <c>internalParameters</c>,
/// <c>byproducts</c> and <c>builderDependencies</c>.
/// </summary>
static class SlsaStatement
{
    const string StatementType = "https://in-toto.io/Statement/v1";
    const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>Package URLs: the program has no other address. The build type is versioned for itself; docs/reference.md describes its parameters.</summary>
    const string BuildType = "pkg:nuget/MergeSdk#merge/v1";
    const string Builder = "pkg:nuget/MergeSdk.Tool";

    public static byte[] Write(
        MergeRequest request, IReadOnlyList<DigestedModel> parents, IReadOnlyList<DigestedFile> assemblies, IReadOnlyList<DigestedFile> outputs) => SmallFiles.ToBytes(new JsonObject
        {
            ["_type"] = StatementType,
            ["subject"] = new JsonArray([.. outputs.Select(file => Descriptor(file.Name, file))]),
            ["predicateType"] = PredicateType,
            ["predicate"] = new JsonObject
            {
                ["buildDefinition"] = new JsonObject
                {
                    ["buildType"] = BuildType,
                    ["externalParameters"] = Parameters(request),
                    ["resolvedDependencies"] = new JsonArray(
                    [
                        .. parents.SelectMany(parent => parent.Files.Select(file => Descriptor($"{parent.Name}/{file.Name}", file, ("model", parent.Id)))),
                        .. assemblies.Select(file => Descriptor(file.Name, file, ("kind", "assembly"))),
                    ]),
                },
                ["runDetails"] = new JsonObject
                {
                    ["builder"] = new JsonObject { ["id"] = Builder, ["version"] = new JsonObject { ["MergeSdk"] = LockWriter.Version } },
                },
            },
        });

    static JsonObject Parameters(MergeRequest request)
    {
        var parameters = new JsonObject
        {
            ["name"] = request.Plan.Name,
            ["recipe"] = new JsonObject(request.Plan.Recipe.Select(file => KeyValuePair.Create(file.Name, (JsonNode?)Digest(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text))))))),
            ["seed"] = request.Plan.Seed,
            ["models"] = new JsonObject(request.Plan.Models.Select(model => KeyValuePair.Create(model.Name, (JsonNode?)model.Id))),
            ["settings"] = new JsonObject(request.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value))),
        };
        // After the others, and only where there are some: a recipe without any has the statement it had.
        if (request.Plan.Arguments.Count > 0)
            parameters["arguments"] = new JsonObject(request.Plan.Arguments.Select(argument => KeyValuePair.Create(argument.Key, JsonNode.Parse(argument.Value))));
        return parameters;
    }

    /// <summary>A ResourceDescriptor.</summary>
    static JsonObject Descriptor(string name, DigestedFile file, (string Key, string Value)? annotation = null)
    {
        var descriptor = new JsonObject { ["name"] = name, ["digest"] = Digest(file.Sha256) };
        if (annotation is var (key, value))
            descriptor["annotations"] = new JsonObject { [key] = value };
        return descriptor;
    }

    static JsonObject Digest(string sha256) => new() { ["sha256"] = sha256 };
}
