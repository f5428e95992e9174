using System.Globalization;
using MergeSdk.Tensors;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads a document as a merge. What mergekit refuses is an error, what it ignores a warning.</summary>
sealed class ConfigReader(ImportMessages messages)
{
    static readonly Dictionary<string, string> s_types = new() { ["bfloat16"] = "BFloat16", ["float16"] = "Float16", ["float32"] = "Float32" };

    /// <summary>The merge; null if it cannot be read, which was then reported.</summary>
    public MergekitConfig? Read(YamlNode node)
    {
        if (node is not YamlMappingNode document)
        {
            messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"a mergekit configuration is a mapping that begins with merge_method, this is {node.Shown()}");
            return null;
        }
        Keys.Check(document, "the configuration", Keys.Top, messages);
        if (Method(document) is not { } method)
            return null;
        ReadIgnored(document);
        var parameters = new ParameterReader(method, messages);
        var (content, module) = Content(document, parameters);
        if (content is null)
            return null;
        var (key, list) = content.Value;
        var slices = key == "models" ? [new SliceReader(parameters, messages).ReadWhole(list)] : list.Select(new SliceReader(parameters, messages).Read).ToArray();
        if (Array.IndexOf(slices, null) >= 0)
            return null;
        if (slices.Length > 1)
            slices = WithLayers(slices!);
        return new MergekitConfig(
            document,
            document.Find("name")?.Value.Text(),
            method,
            document.Find("base_model") is var (_, name) ? ModelReferenceReader.Read(name, "base_model", messages) : null,
            OutputType(document),
            Seed(document),
            key == "models",
            slices!,
            module,
            parameters.Read(document, ofModel: false));
    }

    /// <summary>Without slices that have no layers. mergekit takes embeddings from such a slice if it is the first, final norm and head if it is the last.</summary>
    MergekitSlice[] WithLayers(MergekitSlice[] slices)
    {
        foreach (var empty in slices.Where(IsEmpty))
        {
            if (empty == slices[0] || empty == slices[^1])
            {
                messages.Warn(
                    DiagnosticCodes.ImportNotExpressible, empty.Node,
                    $"the slice has no layers and is left out: {(empty == slices[0] ? "embeddings come" : "final norm and head come")} from the {(empty == slices[0] ? "first" : "last")} slice with layers");
            }
        }
        return [.. slices.Where(slice => !IsEmpty(slice))];

        static bool IsEmpty(MergekitSlice slice) => slice.Sources[0].Layers is var (start, end) && start == end;
    }

    MergeMethod? Method(YamlMappingNode document)
    {
        if (document.Find("merge_method") is not var (_, node))
        {
            messages.Error(DiagnosticCodes.ImportMethodUnknown, document, "merge_method is missing; it says how the models are merged, such as merge_method: ties");
            return null;
        }
        var name = node.Text() ?? "";
        if (MergeMethod.All.TryGetValue(name, out var method))
            return method;
        var hint = Spelling.Suggestion(name, MergeMethod.All.Keys);
        messages.Error(
            DiagnosticCodes.ImportMethodUnknown, node,
            $"there is no method {node.Shown()}{(hint.Length > 0 ? hint : $". There are {string.Join(", ", MergeMethod.All.Keys.Order(StringComparer.Ordinal))}")}");
        return null;
    }

    string? OutputType(YamlMappingNode document)
    {
        if ((document.Find("out_dtype") ?? document.Find("dtype")) is not var (key, node))
            return null;
        var name = node.Text() ?? "";
        if (s_types.TryGetValue(name.StartsWith("torch.", StringComparison.Ordinal) ? name["torch.".Length..] : name, out var type))
            return type;
        messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"{key.Text()} is {node.Shown()}; it must be bfloat16, float16 or float32{Spelling.Suggestion(name, s_types.Keys)}");
        return null;
    }

    long? Seed(YamlMappingNode document)
    {
        if (document.Find("random_seed") is not var (_, node))
            return null;
        if (long.TryParse(node.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed))
            return seed;
        messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"random_seed is {node.Shown()}; it must be a whole number");
        return null;
    }

    void ReadIgnored(YamlMappingNode document)
    {
        if ((document.Find("tokenizer_source") ?? document.Find("tokenizer")) is var (tokenizer, _))
        {
            messages.Warn(
                DiagnosticCodes.ImportTokenizerIgnored, tokenizer,
                $"{tokenizer.Text()} is left out: the tokenizer files are those of the recipe's first model, and embeddings are merged row by row. That is the same"
                + " if all models have the same tokenizer");
        }
        if (document.Find("chat_template") is var (template, _))
        {
            messages.Warn(
                DiagnosticCodes.ImportChatTemplateIgnored, template,
                "chat_template is left out: the template is that of the recipe's first model; to change it, edit tokenizer_config.json of the merged model");
        }
    }

    /// <summary>What is merged, by the key that says it; and the parameters of the module.</summary>
    ((string Key, YamlSequenceNode List)? Content, ParameterMap Module) Content(YamlMappingNode document, ParameterReader parameters)
    {
        if (document.Find("modules") is var (key, modules))
        {
            if (document.Find("models") is not null || document.Find("slices") is not null)
                return (OneOf(key), ParameterMap.Empty);
            if (modules is not YamlMappingNode { Children.Count: > 0 } mapping || mapping.Children.Values.Any(module => module is not YamlMappingNode))
            {
                messages.Error(DiagnosticCodes.ImportValueInvalid, modules, $"modules is {modules.Shown()}; it must be a mapping of names and what is merged into them");
                return (null, ParameterMap.Empty);
            }
            if (mapping.Children.Count > 1)
            {
                messages.Error(
                    DiagnosticCodes.ImportModulesUnsupported, key,
                    $"modules names {mapping.Children.Count} parts of a model ({string.Join(", ", mapping.Children.Keys.Select(name => name.Text()))}). A recipe merges all tensors"
                    + " of its models; keep one module, or write the recipe by hand and choose parameters by tensor names with ByName");
                return (null, ParameterMap.Empty);
            }
            var module = (YamlMappingNode)mapping.Children.Values.Single();
            Keys.Check(module, "the module", Keys.Module, messages);
            return (ModelsOrSlices(module), parameters.Read(module, ofModel: false));
        }
        return (ModelsOrSlices(document), ParameterMap.Empty);
    }

    (string, YamlSequenceNode)? ModelsOrSlices(YamlMappingNode owner)
    {
        var (models, slices) = (owner.Find("models"), owner.Find("slices"));
        if ((models is null) == (slices is null))
            return OneOf(models?.Key ?? owner);
        var (key, value) = (models ?? slices)!.Value;
        if (value is YamlSequenceNode { Children.Count: > 0 } list)
            return (key.Text()!, list);
        messages.Error(DiagnosticCodes.ImportValueInvalid, value, $"{key.Text()} is {value.Shown()}; it must be a list");
        return null;
    }

    (string, YamlSequenceNode)? OneOf(YamlNode at)
    {
        messages.Error(DiagnosticCodes.ImportModelsInvalid, at, "there must be exactly one of models, slices and modules");
        return null;
    }
}
