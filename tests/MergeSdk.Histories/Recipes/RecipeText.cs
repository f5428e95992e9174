using System.Reflection;
using System.Text;
using MergeSdk.Recipes;

namespace MergeSdk.Histories.Recipes;

/// <summary>Writes a recipe: sound most of the time, and seldom one that must be refused.</summary>
sealed class RecipeText(Recipe recipe, IReadOnlyList<string> models, IReadOnlyList<string> adapters, int layers)
{
    const int Depth = 3;
    const int Seldom = 3000;

    readonly List<string> _modelVariables = [];
    readonly List<string> _vectorVariables = [];
    bool _loads;

    public IReadOnlyDictionary<string, string> Files()
    {
        var text = new StringBuilder();
        if (recipe.At("comment").OneIn(2))
            text.AppendLine($"// Version {recipe.At("comment/text").Next(100)}.");
        Settings(text);
        _loads = recipe.At("load").OneIn(3);
        for (var i = 0; i < recipe.At("variables").Next(4); i++)
            Variable(text, i);
        text.AppendLine($"Output = {Output()};");
        if (!_loads)
            return new Dictionary<string, string> { ["recipe.csx"] = text.ToString() };
        var (method, density) = (recipe.At("load/how").Pick(["Trim", "Dare"]), Number("load/density", "Dare", "density"));
        var part = $"TaskVector Sparse(Model model, Param share) => {method}(model - {models[0]}, {density}) * share;\n";
        return new Dictionary<string, string> { ["part.csx"] = part, ["recipe.csx"] = "#load \"part.csx\"\n" + text };
    }

    void Settings(StringBuilder text)
    {
        if (recipe.At("type").OneIn(3))
            text.AppendLine($"OutputType = {recipe.At("type/which").Pick(["BFloat16", "Float16", "Float32", "Float64", "null"])};");
        if (recipe.At("seed").OneIn(3))
            text.AppendLine($"Seed = {recipe.At("seed/which").Next(3)};");
        if (recipe.At("missing").OneIn(3))
            text.AppendLine($"Missing = {recipe.At("missing/which").Pick([.. Enum.GetNames<MissingTensors>().Order()])};");
    }

    void Variable(StringBuilder text, int number)
    {
        var place = $"variable{number}";
        switch (recipe.At(place).Next(4))
        {
            case 0:
                text.AppendLine($"var m{number} = {Point(place, Depth)};");
                _modelVariables.Add($"m{number}");
                break;
            case 1:
                text.AppendLine($"var v{number} = 0.25 * ({Leaf(place)} - {models[0]});");
                text.AppendLine($"foreach (var model in new[] {{ {Leaf(place + "/1")}, {Leaf(place + "/2")} }})");
                text.AppendLine($"    v{number} += {Parameter(place + "/factor", "*", "factor")} * (model - {models[0]});");
                _vectorVariables.Add($"v{number}");
                break;
            case 2 when recipe.At(place + "/loop").OneIn(2):
                text.AppendLine($"var m{number} = {Leaf(place)};");
                text.AppendLine($"for (var i = 1; i <= {recipe.At(place + "/times").Between(1, 3)}; i++)");
                text.AppendLine($"    m{number} = Slerp(m{number}, {Leaf(place + "/1")}, t: i / 8.0);");
                _modelVariables.Add($"m{number}");
                break;
            default:
                text.AppendLine($"var v{number} = {Vector(place, Depth)};");
                _vectorVariables.Add($"v{number}");
                break;
        }
    }

    string Output()
    {
        var dice = recipe.At("output");
        if (dice.OneIn(Seldom / 50))
            return dice.Pick([$"{models[0]} + {models[^1]}", "null", "nobody", $"{models[0]}.Layers[{layers}..]", $"0.5 * {models[0]}"]);
        return dice.OneIn(6) ? Stack("output", Depth, whole: false) : Point("output", Depth);
    }

    /// <summary>A model with all layers.</summary>
    string Point(string place, int depth)
    {
        var dice = recipe.At(place);
        if (depth == 0 || dice.OneIn(8))
            return Leaf(place);
        var kind = dice.Next(10);
        // Places go by the position of an operand, so that it stays when the method around it changes.
        return kind switch
        {
            < 4 => $"({Point(place + "/0", dice.OneIn(2) ? 0 : depth - 1)} {(dice.OneIn(5) ? "-" : "+")} {Vector(place + "/1", depth - 1)})",
            4 => Stack(place, depth, whole: true),
            5 when dice.OneIn(2) => Define(place, depth, "Point", Point),
            _ => Call(dice.Pick(Language.OfModels), place, depth),
        };
    }

    string Vector(string place, int depth)
    {
        var dice = recipe.At(place);
        if (depth == 0)
            return adapters.Count > 0 && dice.OneIn(4) ? dice.Pick(adapters) : Difference(place, 0);
        switch (dice.Next(14))
        {
            case 0:
                return Difference(place, depth - 1);
            case 1:
                return $"({Vector(place + "/0", depth - 1)} {dice.Pick(["+", "-"])} {Vector(place + "/1", depth - 1)})";
            case 2:
                return $"-{Vector(place + "/0", depth - 1)}";
            case 3:
                return $"{Parameter(place + "/factor", "*", "factor")} * {Vector(place + "/0", depth - 1)}";
            case 4:
                return $"{Vector(place + "/0", depth - 1)} * {Parameter(place + "/factor", "*", "factor")}";
            case 5:
                return Define(place, depth, "Vector", Vector);
            case 6 when _vectorVariables.Count > 0:
                return dice.Pick(_vectorVariables);
            case 7 when _loads:
                return $"Sparse({Leaf(place + "/0")}, {Parameter(place + "/factor", "*", "factor")})";
            default:
                return Call(dice.Pick(Language.OfVectors), place, depth);
        }
    }

    string Difference(string place, int depth) =>
        $"({Point(place + "/0", depth)} - {(recipe.At(place + "/base").OneIn(6) ? Leaf(place + "/1") : models[0])})";

    string Leaf(string place)
    {
        var dice = recipe.At(place + "/leaf");
        return dice.OneIn(3) && _modelVariables.Count > 0 ? dice.Pick(_modelVariables) : dice.Pick(models);
    }

    /// <summary>A stack of layers; a whole one has as many as the models have.</summary>
    string Stack(string place, int depth, bool whole)
    {
        var dice = recipe.At(place + "/stack");
        var cut = dice.Between(1, layers - 1);
        var list = dice.OneIn(3) ? "LayersOf(\"model.layers\")" : "Layers";
        var (first, second) = (Point(place + "/0", depth - 1), Point(place + "/1", depth - 1));
        if (whole)
            return $"Stack({first}.{list}[..{cut}], {second}.Layers[{cut}..])";
        var last = dice.Pick([$"[{cut}]", "[^1..]", "[..]", $"[^{cut}]", $"[..{cut}]"]);
        return dice.OneIn(3) ? $"{first}.{list}{last}" : $"Stack({first}.{list}[..{cut}], {second}.Layers[{cut}..], {Leaf(place + "/2")}.{list}{last})";
    }

    string Define(string place, int depth, string name, Func<string, int, string> operand)
    {
        var dice = recipe.At(place + "/define");
        var operands = $"[{operand(place + "/0", depth - 1)}, {operand(place + "/1", depth - 1)}]";
        var value = $"{Literal(place + "/value", "*", "weight")}f";
        var parameters = dice.OneIn(2) ? $", parameters: [{Parameter(place + "/parameter", "*", "weight")}]" : "";
        var factor = parameters.Length > 0 ? $"(float)inputs.Parameters[0] * {value}" : value;
        const string EachElement = "for (var i = 0; i < output.Length; i++) output[i] = inputs[0][i] +";
        return dice.OneIn(2)
            ? $"Define(\"{name}\", {operands}, (inputs, output) => {{ {EachElement} {factor} * inputs[1][i]; }}{parameters})"
            : $"Define(\"{name}\", {operands}, 1, (inputs, sums) => {{ foreach (var x in inputs[1]) sums[0] += x; }}, (inputs, sums, output) => "
                + $"{{ {EachElement} {factor} * (float)sums[0]; }}{parameters})";
    }

    string Call(MethodInfo function, string place, int depth)
    {
        var arguments = function.GetParameters().Select(parameter => Argument(function.Name, parameter, place, depth)).OfType<string>();
        return $"{function.Name}({string.Join(", ", arguments)})";
    }

    /// <summary>An argument with its name; null to leave it out.</summary>
    string? Argument(string function, ParameterInfo parameter, string place, int depth)
    {
        var own = $"{place}/{parameter.Name}";
        if (parameter.IsOptional && !recipe.At(own + "?").OneIn(2))
            return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var first = $"{place}/{parameter.Position}";
        var value = type == typeof(Model) ? Point(first, depth - 1)
            : type == typeof(TaskVector) ? Vector(first, depth - 1)
            : type == typeof(Param) ? Parameter(own, function, parameter.Name!)
            : type == typeof(IEnumerable<Model>) ? List(place, depth, Point)
            : type == typeof(IEnumerable<TaskVector>) ? List(place, depth, Vector)
            : type == typeof(IEnumerable<Weighted<Model>>) ? List(place, depth, (item, deeper) => Weighted(item, Point(item, deeper)))
            : type == typeof(IEnumerable<Weighted<TaskVector>>) ? List(place, depth, (item, deeper) => Weighted(item, Vector(item, deeper)))
            : type == typeof(Weighted<Model>) ? Weighted(first, Point(first, depth - 1))
            : Language.Names(type) is { } names ? recipe.At(own).Pick(names)
            : Literal(own, function, parameter.Name!);
        return $"{parameter.Name}: {value}";
    }

    string List(string place, int depth, Func<string, int, string> item)
    {
        var count = recipe.At(place + "/count").OneIn(Seldom) ? 0 : recipe.At(place + "/count").Pick([1, 2, 2, 2, 3, 3]);
        return $"[{string.Join(", ", Enumerable.Range(0, count).Select(i => item($"{place}/{i}", depth - 1)))}]";
    }

    string Weighted(string place, string value) =>
        recipe.At(place + "/weighted").OneIn(3) ? value : $"({value}, {Parameter(place + "/weight", "*", "weight")})";

    /// <summary>A number, or what depends on the tensor.</summary>
    string Parameter(string place, string function, string name)
    {
        var dice = recipe.At(place + "/kind");
        string Other(string which) => Literal($"{place}/{which}", function, name);
        return dice.Next(12) switch
        {
            0 => $"Gradient({Other("0")}, {Other("1")}, {Other("2")})",
            1 => $"ByName(({dice.Pick(["\"*.mlp.*\"", "\"*.0.*\"", "\"*norm*\""])}, {Other("0")}), (\"*\", {Other("1")}))",
            2 => $"Per(tensor => tensor.{dice.Pick(["Layer == 0", "Shape.Rank == 1", "Position > 0.5"])} ? {Other("0")} : {Other("1")})",
            // Its name says its value: an argument has one.
            3 => $"Argument(\"of {Other("0")}\", {Other("0")})",
            _ => Other("0"),
        };
    }

    string Literal(string place, string function, string name) =>
        recipe.At(place).OneIn(Seldom) ? recipe.At(place).Pick(["-7", "double.NaN", "99"]) : Number(place, function, name);

    string Number(string place, string function, string name) => recipe.At(place + "/number").Pick(Language.Values(function, name));
}
