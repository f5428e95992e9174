using MergeSdk.Graph;
using MergeSdk.Tensors;
using YamlDotNet.RepresentationModel;

namespace MergeSdk.Tool.Import;

/// <summary>Reads <c>parameters</c>: numbers, truth values, gradients, and lists of those with filters.</summary>
sealed class ParameterReader(MergeMethod method, ImportMessages messages)
{
    /// <summary>A switch of mergekit that saves memory and changes no result.</summary>
    const string MemoryOnly = "int8_mask";

    /// <summary>The parameters below the key <c>parameters</c> of a mapping.</summary>
    /// <param name="owner">The mapping.</param>
    /// <param name="ofModel">Whether they belong to one model.</param>
    public ParameterMap Read(YamlMappingNode owner, bool ofModel)
    {
        if (owner.Find("parameters") is not var (_, node))
            return ParameterMap.Empty;
        if (node is not YamlMappingNode mapping)
        {
            messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"parameters is {node.Shown()}; it must be a mapping of names and values");
            return ParameterMap.Empty;
        }
        var map = new ParameterMap();
        foreach (var (key, value) in mapping.Children)
        {
            if (key.Text() is { } name && IsUsed(name, key, ofModel) && Setting(name, key, value) is { } setting)
                map[name] = setting;
        }
        return map;
    }

    bool IsUsed(string name, YamlNode key, bool ofModel)
    {
        if (method.PerModel.Contains(name) || (!ofModel && method.Shared.Contains(name)))
            return true;
        if (method.Shared.Contains(name))
        {
            messages.Warn(
                DiagnosticCodes.ImportWithoutEffect, key,
                $"{name} is a parameter of the whole merge; mergekit ignores it among those of a model. Write it below parameters of the slice or of the file");
        }
        else if (MergeMethod.AllParameters.Contains(name))
            messages.Warn(DiagnosticCodes.ImportWithoutEffect, key, $"{name} has no effect with {method.Name}");
        else if (name != MemoryOnly)
        {
            var hint = Spelling.Suggestion(name, method.PerModel.Concat(method.Shared).Append(MemoryOnly));
            messages.Warn(DiagnosticCodes.ImportKeyUnknown, key, $"{method.Name} has no parameter {name}, and mergekit ignores it{hint}");
        }
        return false;
    }

    ParameterSetting? Setting(string name, YamlNode key, YamlNode value)
    {
        var conditions = value switch
        {
            YamlMappingNode mapping => [Conditional(name, mapping)],
            YamlSequenceNode list when list.Children.Any(item => item is YamlMappingNode) => [.. list.Select(item => Conditional(name, item))],
            _ => new[] { Plain(name, value, null) },
        };
        if (conditions.Any(condition => condition is null))
            return null;
        var everything = Array.FindIndex(conditions, condition => condition!.Filter is null);
        if (everything >= 0 && everything < conditions.Length - 1)
        {
            messages.Warn(
                DiagnosticCodes.ImportWithoutEffect, conditions[everything + 1]!.Node,
                $"{name}: what follows a value without a filter is never reached, since the first one that fits counts");
        }
        return new ParameterSetting(key, [.. conditions.Take(everything < 0 ? conditions.Length : everything + 1).OfType<Condition>()]);
    }

    Condition? Conditional(string name, YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"{name}: {node.Shown()} stands among values with filters; write it as value: …, with a filter or without");
            return null;
        }
        Keys.Check(mapping, name, Keys.Condition, messages);
        if (mapping.Find("value") is not var (_, value))
        {
            messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"{name}: this entry has no value");
            return null;
        }
        // mergekit knows one pattern, * alone.
        var filter = mapping.Find("filter")?.Value.Text();
        return Plain(name, value, filter == "*" ? null : filter);
    }

    Condition? Plain(string name, YamlNode node, string? filter)
    {
        if (node.Text() is { } text)
            return new Condition(node, filter, [text]);
        if (node is YamlSequenceNode { Children.Count: > 0 } list && list.All(item => item.Text() is not null))
            return new Condition(node, filter, [.. list.Select(item => item.Text()!)]);
        messages.Error(DiagnosticCodes.ImportValueInvalid, node, $"{name} is {node.Shown()}; it must be a value, a list of values, or a list of values with filters");
        return null;
    }
}
