using System.Globalization;
using System.Text;
using MergeSdk.Graph;

namespace MergeSdk.Tool.Import;

/// <summary>Writes a merge as a recipe.</summary>
sealed class RecipeWriter(MergekitConfig config, ImportedInputs inputs, ImportMessages messages)
{
    readonly FilterUse _filters = new(messages);
    bool _hasFirstValueOutsideLayers;

    /// <summary>The recipe's text; empty if there were errors.</summary>
    public string Write()
    {
        FindInputs();
        var isWhole = config.IsWhole || IsWhole();
        var (parts, offset) = (new List<Code>(), 0);
        foreach (var slice in config.Slices)
        {
            var tensors = new SliceTensors(
                inputs.Find(slice.Sources[0].Model, slice.Sources[0].Node).Tensors, slice.Sources[0].Layers, slice == config.Slices[0], slice == config.Slices[^1]);
            var writer = new ParameterWriter(tensors, _filters, messages);
            if (Context(slice, offset, isWhole, writer) is { } context && config.Method.Write(context) is { } part)
                parts.Add(part);
            _hasFirstValueOutsideLayers |= writer.HasFirstValueOutsideLayers;
            offset += slice.Sources[0].Layers is var (start, end) ? end - start : 0;
        }
        _filters.Report();
        return parts.Count == config.Slices.Count ? Text(parts) : "";
    }

    string Text(List<Code> parts)
    {
        var text = new StringBuilder();
        if (config.OutputType is { } type)
            text.Append("OutputType = ").Append(type).Append(";\n");
        if (config.Seed is { } seed)
            text.Append(CultureInfo.InvariantCulture, $"Seed = {seed};\n");
        if (text.Length > 0)
            text.Append('\n');
        if (_hasFirstValueOutsideLayers)
            text.Append("// As in mergekit, final norm and head get a gradient's first value. Gradient alone would give them its last.\n");
        return text.Append(CodeLayout.Statement("Output", parts is [var only] ? only : new Call("Stack", [.. parts.Select(part => new Argument("", part))]))).Append('\n').ToString();
    }

    /// <summary>The base comes first in the project, the others as they are named.</summary>
    void FindInputs()
    {
        foreach (var slice in config.Slices)
        {
            if (BaseOf(slice) is { } baseModel && (config.IsWhole || slice.Sources.Any(source => source.Model == baseModel)) && config.Method.Base != BaseModelUse.None)
                inputs.Find(baseModel, slice.Sources.FirstOrDefault(source => source.Model == baseModel)?.Node ?? BaseNode(slice));
            foreach (var source in slice.Sources)
            {
                inputs.Find(source.Model, source.Node);
                if (source.Model.Adapter is { } adapter)
                    inputs.Find(adapter, source.Node, isAdapter: true);
            }
        }
    }

    /// <summary>Whether the only slice takes every layer of every model.</summary>
    bool IsWhole() => config.Slices is [var slice] && slice.Sources.All(source =>
        inputs.Find(source.Model, source.Node).Tensors is { Series.Count: 1 } tensors && source.Layers == (0, tensors.Series.Values.Single().Count));

    SliceContext? Context(MergekitSlice slice, int offset, bool isWhole, ParameterWriter writer)
    {
        var baseModel = BaseOf(slice);
        if (baseModel is null && config.Method.Base == BaseModelUse.Required)
        {
            messages.Error(
                DiagnosticCodes.ImportBaseMissing, config.Node.Find("merge_method")!.Value.Key, $"{config.Method.Name} needs a base_model, the model that the others are compared with");
            return null;
        }
        var listed = slice.Sources.FirstOrDefault(source => source.Model == baseModel);
        var others = slice.Sources.Where(source => source != listed).ToList();
        if (config.Method.Base == BaseModelUse.None)
            return Create(null, AsDonors(slice, baseModel, listed, others));
        if (listed is { Parameters.Count: > 0 })
        {
            messages.Warn(
                DiagnosticCodes.ImportWithoutEffect, listed.Parameters.Values.First().Key,
                $"parameters of {baseModel} have no effect: it is the base_model, and {config.Method.Name} merges the others into it");
        }
        if (baseModel is not null && listed is null && !config.IsWhole)
        {
            if (config.Method.Base == BaseModelUse.Required)
            {
                messages.Error(
                    DiagnosticCodes.ImportBaseMissing, slice.Node,
                    $"the slice does not have the base_model {baseModel} among its sources, as {config.Method.Name} needs it; add it with its layer_range");
                return null;
            }
            messages.Warn(DiagnosticCodes.ImportWithoutEffect, slice.Node, $"the base_model {baseModel} is not among the sources of this slice, and takes no part in it");
            baseModel = null;
        }
        return Create(baseModel is null ? null : listed ?? Added(slice, baseModel), others);

        SliceContext Create(MergekitSource? baseSource, IReadOnlyList<MergekitSource> donors) =>
            new(config, slice, offset, isWhole, inputs, writer, messages) { Base = baseSource, Donors = donors };
    }

    /// <summary>The models of a method without a base. The base, if there is one, is a model like the others; the configuration and the tokenizer are its.</summary>
    List<MergekitSource> AsDonors(MergekitSlice slice, ModelReference? baseModel, MergekitSource? listed, List<MergekitSource> others)
    {
        if (baseModel is null)
            return others;
        if (listed is not null)
            return [listed, .. others];
        var needsWeight = config.Method.PerModel.Contains("weight");
        if (config.IsWhole && config.Method.Name != "passthrough" && (!needsWeight || config.Parameters.ContainsKey("weight") || config.Module.ContainsKey("weight")))
            return [Added(slice, baseModel), .. others];
        if (slice == config.Slices[0])
        {
            messages.Warn(
                DiagnosticCodes.ImportNotExpressible, BaseNode(slice),
                $"base_model {baseModel} is not among the models of {config.Method.Name}: in mergekit it gives configuration and tokenizer, here {others[0].Model} does");
        }
        return others;
    }

    /// <summary>The base as a source of its own: mergekit adds it to <c>models</c>.</summary>
    MergekitSource Added(MergekitSlice slice, ModelReference baseModel)
    {
        inputs.Find(baseModel, BaseNode(slice));
        return new MergekitSource(BaseNode(slice), baseModel, null, ParameterMap.Empty);
    }

    ModelReference? BaseOf(MergekitSlice slice) => slice.BaseModel ?? config.BaseModel;

    YamlDotNet.RepresentationModel.YamlNode BaseNode(MergekitSlice slice) => config.Node.Find("base_model")?.Value ?? slice.Node;
}
