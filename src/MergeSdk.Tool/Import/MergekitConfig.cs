using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>One merge as mergekit describes it.</summary>
/// <param name="Node">The document.</param>
/// <param name="Name">The name by which other documents refer to it, if it has one.</param>
/// <param name="Method">How it merges.</param>
/// <param name="BaseModel">The base, if there is one.</param>
/// <param name="OutputType">The element type to write, as recipes call it.</param>
/// <param name="Seed">The seed of random choices, if there is one.</param>
/// <param name="IsWhole">Whether whole models are merged (<c>models</c>): one slice, to which mergekit adds the base if it is not listed.</param>
/// <param name="Slices">What lies on top of one another in the result.</param>
/// <param name="Module">The parameters of the only module.</param>
/// <param name="Parameters">The parameters of the file.</param>
sealed record MergekitConfig(
    YamlMappingNode Node,
    string? Name,
    MergeMethod Method,
    ModelReference? BaseModel,
    string? OutputType,
    long? Seed,
    bool IsWhole,
    IReadOnlyList<MergekitSlice> Slices,
    ParameterMap Module,
    ParameterMap Parameters);

/// <summary>Some layers of the result.</summary>
sealed record MergekitSlice(YamlNode Node, IReadOnlyList<MergekitSource> Sources, ModelReference? BaseModel, ParameterMap Parameters);

/// <summary>A model, or some of its layers, that takes part in a slice.</summary>
/// <param name="Node">Where the model is named.</param>
/// <param name="Model">The model.</param>
/// <param name="Layers">Its layers, from the first to before the last; null for a whole model.</param>
/// <param name="Parameters">Its parameters.</param>
sealed record MergekitSource(YamlNode Node, ModelReference Model, (int Start, int End)? Layers, ParameterMap Parameters);

/// <summary>A model as mergekit names it: <c>path</c>, <c>path@revision</c>, <c>path+adapter</c>. Two references to one model are equal.</summary>
/// <param name="Path">A folder, a repository <c>org/name</c>, or another document's name.</param>
/// <param name="Revision">Of a repository.</param>
/// <param name="Adapter">A LoRA adapter on top.</param>
sealed record ModelReference(string Path, string? Revision, ModelReference? Adapter)
{
    /// <summary>The model without its adapter.</summary>
    public ModelReference Bare => Adapter is null ? this : this with { Adapter = null };

    public override string ToString() => Path + (Revision is null ? "" : "@" + Revision) + (Adapter is null ? "" : "+" + Adapter);
}

/// <summary>Parameters written in one place, by name.</summary>
sealed class ParameterMap : Dictionary<string, ParameterSetting>
{
    public static ParameterMap Empty { get; } = [];
}

/// <summary>A parameter's value in one place: the first condition that holds counts; if none does, the next outer place is asked.</summary>
sealed record ParameterSetting(YamlNode Key, IReadOnlyList<Condition> Conditions);

/// <summary>A value for the tensors whose names contain a text.</summary>
/// <param name="Node">Where the value is written.</param>
/// <param name="Filter">The text; null for all tensors.</param>
/// <param name="Values">One value, or a gradient of several.</param>
sealed record Condition(YamlNode Node, string? Filter, IReadOnlyList<string> Values);
