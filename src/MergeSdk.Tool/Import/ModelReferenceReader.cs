using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads references to models: text, or mappings of the parts.</summary>
static class ModelReferenceReader
{
    /// <summary>The reference; null if it cannot be read, which was then reported.</summary>
    public static ModelReference? Read(YamlNode node, string key, ImportMessages messages)
    {
        if (node is YamlMappingNode mapping)
            return ReadParts(mapping, key, messages);
        if (node.Text() is not { } text)
            return Invalid(node, key, messages);
        return text.Split('+') switch
        {
            [var model] => Model(model),
            [var model, var adapter] when Model(model) is { } reference && Model(adapter) is { } lora => reference with { Adapter = lora },
            _ => Invalid(node, key, messages),
        } ?? Invalid(node, key, messages);
    }

    static ModelReference? ReadParts(YamlMappingNode mapping, string key, ImportMessages messages)
    {
        Keys.Check(mapping, key, ["model", "lora", "override_architecture", "path", "revision"], messages);
        if (mapping.Find("override_architecture") is var (name, _))
            messages.Warn(DiagnosticCodes.ImportWithoutEffect, name, "override_architecture has no effect here: tensors are found by their names, whatever the architecture");
        if (mapping.Find("path") is var (_, path) && path.Text() is { } text)
            return new ModelReference(text, mapping.Find("revision")?.Value.Text(), null);
        if (mapping.Find("model") is not var (_, inner) || Read(inner, key, messages) is not { } model)
            return Invalid(mapping, key, messages);
        return mapping.Find("lora") is var (_, lora) ? model with { Adapter = Read(lora, key, messages) } : model;
    }

    static ModelReference? Model(string text) => text.Split('@') switch
    {
        [{ Length: > 0 } path] => new ModelReference(path, null, null),
        [{ Length: > 0 } path, { Length: > 0 } revision] => new ModelReference(path, revision, null),
        _ => null,
    };

    static ModelReference? Invalid(YamlNode node, string key, ImportMessages messages)
    {
        messages.Error(
            DiagnosticCodes.ImportValueInvalid, node, $"{key} is {node.Shown()}; it must name a model: a folder or org/name, with @revision and +adapter if need be");
        return null;
    }
}
