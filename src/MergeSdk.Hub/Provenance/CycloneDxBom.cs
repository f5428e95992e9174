using System.Text.Json.Nodes;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Session;
using MergeSdk.Hub.Licenses;

namespace MergeSdk.Hub.Provenance;

/// <summary>
/// A CycloneDX 1.6 bill of materials (https://cyclonedx.org/docs/1.6/json) of a merged model: its files, its parents as ancestors, their files and licenses.
/// Without serial number and time, which would differ from build to build.
/// </summary>
static class CycloneDxBom
{
    public static byte[] Write(string name, IReadOnlyList<DigestedModel> parents, IReadOnlyList<DigestedFile> outputs)
    {
        var model = Model(name, StatedLicense.Common(parents.Select(parent => parent.License)), outputs);
        model["bom-ref"] = "model";
        model["pedigree"] = new JsonObject { ["ancestors"] = new JsonArray([.. parents.Select(parent => Model(parent.Id, parent.License, parent.Files))]) };
        return SmallFiles.ToBytes(new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject
                {
                    ["components"] = new JsonArray(new JsonObject { ["type"] = "application", ["name"] = "MergeSdk", ["version"] = LockWriter.Version }),
                },
                ["component"] = model,
            },
        });
    }

    static JsonObject Model(string name, StatedLicense? license, IReadOnlyList<DigestedFile> files)
    {
        var model = new JsonObject { ["type"] = "machine-learning-model", ["name"] = name };
        if (files.Where(file => file.Name.EndsWith(".safetensors", StringComparison.Ordinal)).ToList() is [var weights])
            model["hashes"] = Hashes(weights);
        if (license is not null)
            model["licenses"] = new JsonArray(new JsonObject { ["license"] = License(license) });
        model["components"] = new JsonArray([.. files.Select(file => new JsonObject { ["type"] = "file", ["name"] = file.Name, ["hashes"] = Hashes(file) })]);
        return model;
    }

    /// <summary>By its SPDX identifier where it has one, else by the name its publisher gives it.</summary>
    static JsonObject License(StatedLicense license)
    {
        var stated = KnownLicenses.Spdx(license.Key) is { } spdx ? new JsonObject { ["id"] = spdx } : new JsonObject { ["name"] = license.Key };
        if (Uri.TryCreate(license.Link, UriKind.Absolute, out var link))
            stated["url"] = link.AbsoluteUri;
        return stated;
    }

    static JsonArray Hashes(DigestedFile file) => [new JsonObject { ["alg"] = "SHA-256", ["content"] = file.Sha256 }];
}
