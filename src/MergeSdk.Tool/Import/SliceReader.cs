using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads <c>models</c> and <c>slices</c>.</summary>
sealed class SliceReader(ParameterReader parameters, ImportMessages messages)
{
    /// <summary>Whole models as one slice.</summary>
    public MergekitSlice? ReadWhole(YamlSequenceNode models) =>
        Sources(models, Keys.Model, "the model") is { } sources ? new MergekitSlice(models, sources, null, ParameterMap.Empty) : null;

    /// <summary>One entry of <c>slices</c>.</summary>
    public MergekitSlice? Read(YamlNode node)
    {
        if (node is not YamlMappingNode slice || slice.Find("sources") is not var (_, list) || list is not YamlSequenceNode { Children.Count: > 0 } entries)
        {
            messages.Error(DiagnosticCodes.ImportValueInvalid, node, "a slice must be a mapping with a list sources");
            return null;
        }
        Keys.Check(slice, "the slice", Keys.Slice, messages);
        if (slice.Find("residual_weight") is var (residual, _))
            messages.Warn(DiagnosticCodes.ImportWithoutEffect, residual, "residual_weight has no effect, in mergekit either");
        if (Sources(entries, Keys.Source, "the source") is not { } sources)
            return null;
        var lengths = sources.Select(source => source.Layers!.Value.End - source.Layers.Value.Start).Distinct().ToList();
        if (lengths.Count > 1)
        {
            messages.Error(
                DiagnosticCodes.ImportModelsInvalid, node,
                $"the sources of a slice must have the same number of layers; these have {string.Join(", ", sources.Select(source => source.Layers!.Value.End - source.Layers.Value.Start))}");
        }
        var baseModel = slice.Find("base_model") is var (_, name) ? ModelReferenceReader.Read(name, "base_model", messages) : null;
        return new MergekitSlice(node, sources, baseModel, parameters.Read(slice, ofModel: false));
    }

    List<MergekitSource>? Sources(YamlSequenceNode entries, string[] keys, string what)
    {
        var sources = new List<MergekitSource>();
        foreach (var entry in entries)
        {
            if (entry is not YamlMappingNode mapping || mapping.Find("model") is not var (_, name))
            {
                messages.Error(DiagnosticCodes.ImportValueInvalid, entry, $"{entry.Shown()} does not say which model; write model: …");
                continue;
            }
            Keys.Check(mapping, what, keys, messages);
            if (ModelReferenceReader.Read(name, "model", messages) is not { } model)
                continue;
            (int, int)? layers = null;
            if (keys == Keys.Source && (layers = Layers(mapping)) is null)
                continue;
            if (sources.FindIndex(source => source.Model == model) is >= 0 and var earlier)
            {
                messages.Warn(DiagnosticCodes.ImportWithoutEffect, sources[earlier].Node, $"{model} is listed twice here, and mergekit takes the last entry only");
                sources.RemoveAt(earlier);
            }
            sources.Add(new MergekitSource(name, model, layers, parameters.Read(mapping, ofModel: true)));
        }
        return sources.Count > 0 ? sources : null;
    }

    (int Start, int End)? Layers(YamlMappingNode source)
    {
        if (source.Find("layer_range") is not var (_, node))
        {
            messages.Error(DiagnosticCodes.ImportModelsInvalid, source, "the source has no layer_range, such as layer_range: [0, 8]");
            return null;
        }
        if (node is YamlSequenceNode { Children: [var first, var last] } && int.TryParse(first.Text(), out var start) && int.TryParse(last.Text(), out var end)
            && start >= 0 && end >= start)
        {
            return (start, end);
        }
        messages.Error(DiagnosticCodes.ImportValueInvalid, node, "layer_range must be two numbers, the first layer and the one behind the last: [0, 8]");
        return null;
    }
}
