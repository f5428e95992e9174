namespace MergeSdk.Hub.Licenses;

/// <summary>
/// The few things that are known of licenses, by the identifiers of https://huggingface.co/docs/hub/repositories-licenses and, for <c>other</c>, by the
/// <c>license_name</c> that their publishers use. Advice, not law: what is not here is not known to be harmless.
/// </summary>
static class KnownLicenses
{
    /// <summary>Licenses that as a rule allow everything, with their identifiers in https://spdx.org/licenses.</summary>
    static readonly Dictionary<string, string> s_permissive = new()
    {
        ["apache-2.0"] = "Apache-2.0",
        ["mit"] = "MIT",
        ["bsd-2-clause"] = "BSD-2-Clause",
        ["bsd-3-clause"] = "BSD-3-Clause",
        ["isc"] = "ISC",
        ["zlib"] = "Zlib",
        ["unlicense"] = "Unlicense",
        ["cc0-1.0"] = "CC0-1.0",
        ["cc-by-3.0"] = "CC-BY-3.0",
        ["cc-by-4.0"] = "CC-BY-4.0",
        ["cdla-permissive-2.0"] = "CDLA-Permissive-2.0",
    };

    /// <summary>Others that have an identifier in https://spdx.org/licenses.</summary>
    static readonly Dictionary<string, string> s_others = new()
    {
        ["cc-by-sa-4.0"] = "CC-BY-SA-4.0",
        ["cc-by-nd-4.0"] = "CC-BY-ND-4.0",
        ["cc-by-nc-4.0"] = "CC-BY-NC-4.0",
        ["cc-by-nc-sa-4.0"] = "CC-BY-NC-SA-4.0",
        ["cc-by-nc-nd-4.0"] = "CC-BY-NC-ND-4.0",
        ["mpl-2.0"] = "MPL-2.0",
    };

    /// <summary>Licenses for research or without commercial use that do not say so in their names' Creative Commons way.</summary>
    static readonly HashSet<string> s_nonCommercial =
    [
        "apple-amlr", // Apple Machine Learning Research Model License: research purposes
        "fair-noncommercial-research-license", // FAIR Noncommercial Research License
        "h-research", // H Research License
        "intel-research", // Intel Research Use License
        "mnpl", // Mistral AI Non-Production License (Codestral 22B)
        "mrl", // Mistral AI Research License (Mistral Large 2)
        "qwen-research", // Qwen Research License (Qwen2.5 3B)
        "tongyi-qianwen-research", // Tongyi Qianwen Research License (Qwen 1.8B)
        "exaone", // EXAONE AI Model License Agreement 1.1 - NC
    ];

    /// <summary>
    /// How the name of a model made with another has to begin, after section 1.b.i of the Llama community license agreements: "Llama 3" in that of Llama 3,
    /// "Llama" in those of 3.1, 3.2, 3.3 and 4. That of Llama 2 has no such rule.
    /// </summary>
    static readonly Dictionary<string, string> s_namePrefixes = new()
    {
        ["llama3"] = "Llama 3",
        ["llama3.1"] = "Llama",
        ["llama3.2"] = "Llama",
        ["llama3.3"] = "Llama",
        ["llama4"] = "Llama",
    };

    /// <summary>Whether it allows commercial use and derived works under other terms, as a rule.</summary>
    public static bool IsPermissive(string key) => s_permissive.ContainsKey(key);

    /// <summary>Whether it forbids commercial use, as a rule.</summary>
    public static bool IsNonCommercial(string key) =>
        key.StartsWith("cc-by-nc-", StringComparison.Ordinal) || s_nonCommercial.Contains(key) || key.Contains("non-commercial", StringComparison.Ordinal);

    /// <summary>How the name of a derived model has to begin; null if there is no such rule.</summary>
    public static string? NamePrefix(string key) => s_namePrefixes.GetValueOrDefault(key);

    /// <summary>The SPDX identifier; null if none is known.</summary>
    public static string? Spdx(string key) => s_permissive.GetValueOrDefault(key) ?? s_others.GetValueOrDefault(key);
}
