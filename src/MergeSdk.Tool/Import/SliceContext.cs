using System.Globalization;

namespace MergeSdk.Tool.Import;

/// <summary>What a method needs to write one slice as a recipe.</summary>
/// <param name="config">The merge.</param>
/// <param name="slice">The slice.</param>
/// <param name="offset">The number of its first layer in the result.</param>
/// <param name="isWhole">Whether models stand for all of their layers.</param>
/// <param name="inputs">The models.</param>
/// <param name="writer">Writes parameters.</param>
/// <param name="messages">Where to tell.</param>
sealed class SliceContext(
    MergekitConfig config, MergekitSlice slice, int offset, bool isWhole, ImportedInputs inputs, ParameterWriter writer, ImportMessages messages)
{
    /// <summary>The method's name.</summary>
    public string Method => config.Method.Name;

    /// <summary>The base, if it takes part.</summary>
    public MergekitSource? Base { get; init; }

    /// <summary>The models other than the base, in order. For methods without a base all models, the base first, since the first one gives the configuration.</summary>
    public required IReadOnlyList<MergekitSource> Donors { get; init; }

    /// <summary>A model, or the part of it that the slice takes.</summary>
    public Code Model(MergekitSource source)
    {
        Code model = inputs.Find(source.Model, source.Node).Variable;
        if (source.Model.Adapter is { } adapter)
            model = new Sum(model, [Term.Plus(inputs.Find(adapter, source.Node, isAdapter: true).Variable)]);
        return isWhole || source.Layers is not var (start, end) ? model
            : string.Create(CultureInfo.InvariantCulture, $"{model.AsFactor.Flat}.Layers[{start}..{end}]");
    }

    /// <summary>A donor's task vector.</summary>
    public Code Delta(MergekitSource donor) =>
        donor.Model.Adapter is { } adapter && Base!.Model == donor.Model.Bare && (isWhole || donor.Layers is null)
            ? inputs.Find(adapter, donor.Node, isAdapter: true).Variable
            : new Difference(Model(donor), Model(Base!));

    /// <summary>A parameter of one model that the method requires.</summary>
    public Parameter Required(string name, MergekitSource source) =>
        Optional(name, source, null) ?? Missing(name, source, $" of {source.Model}");

    /// <summary>A parameter of one model; null if there is neither one nor a default.</summary>
    public Parameter? Optional(string name, MergekitSource source, double? otherwise) =>
        writer.Write(name, Conditions(name, source), otherwise, (source.Layers?.Start ?? 0, LayerCount));

    /// <summary>A parameter of the merge that the method requires.</summary>
    public Parameter Required(string name) => writer.Write(name, Conditions(name, null), null, (offset, LayerCount)) ?? Missing(name, null, "");

    /// <summary>A parameter of the merge.</summary>
    public Parameter Shared(string name, double otherwise) => writer.Write(name, Conditions(name, null), otherwise, (offset, LayerCount))!;

    /// <summary>A parameter of the merge that must be the same for all tensors here.</summary>
    public Parameter Fixed(string name, double otherwise) =>
        Single(name) is { } condition ? writer.Write(name, [condition], otherwise, (offset, LayerCount))! : Parameter.Of(otherwise);

    /// <summary>A parameter of the merge that is true or false.</summary>
    public bool Switch(string name, bool otherwise)
    {
        if (Single(name) is not { } condition)
            return otherwise;
        var text = condition.Values[0];
        if ((YamlValues.Truth(text) ?? (YamlValues.Number(text) is { } number ? number != 0 : null)) is { } value)
            return value;
        messages.Error(DiagnosticCodes.ImportValueInvalid, condition.Node, $"{name} is \"{text}\"; it must be true or false");
        return otherwise;
    }

    /// <summary>Whether there are this many donors; reports it if not.</summary>
    public bool HasDonors(int least, int most, string message)
    {
        if (Donors.Count >= least && Donors.Count <= most)
            return true;
        messages.Error(DiagnosticCodes.ImportModelsInvalid, slice.Node, $"{Method} {message}; here {(Donors.Count == 1 ? "is 1" : $"are {Donors.Count}")}");
        return false;
    }

    int? LayerCount => slice.Sources[0].Layers is var (start, end) ? end - start : null;

    /// <summary>What mergekit asks one after the other: the source, the slice, the module, the file.</summary>
    IEnumerable<Condition> Conditions(string name, MergekitSource? source)
    {
        foreach (var place in new[] { source?.Parameters, slice.Parameters, config.Module, config.Parameters })
        {
            if (place is null || !place.TryGetValue(name, out var setting))
                continue;
            foreach (var condition in setting.Conditions)
            {
                yield return condition;
                if (condition.Filter is null)
                    yield break;
            }
        }
    }

    /// <summary>The one value for all tensors; if there are several, the last one, with a warning.</summary>
    Condition? Single(string name)
    {
        var conditions = Conditions(name, null).ToList();
        if (conditions is [])
            return null;
        var last = conditions.Find(condition => condition.Filter is null);
        if (conditions.SelectMany(condition => condition.Values).Distinct().Count() > 1 || last is null)
        {
            messages.Warn(
                DiagnosticCodes.ImportNotExpressible, conditions[0].Node,
                $"{name} differs from tensor to tensor, which a recipe cannot say; it is {(last is null ? "left at its default" : $"\"{last.Values[0]}\" for all")}");
        }
        return last;
    }

    Parameter Missing(string name, MergekitSource? source, string whose)
    {
        messages.Error(
            DiagnosticCodes.ImportParameterMissing, (source ?? slice.Sources[0]).Node,
            $"{Method} needs the parameter {name}{whose}; write it below parameters of the {(source is null ? "file" : "model, or of the file for all models")}");
        return Parameter.Of(1);
    }
}
