using System.Globalization;
using System.Text.Json;
using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests;

/// <summary>Every small case of the reference implementation, in float32, through the recipe language.</summary>
public class GoldenMethodTests
{
    const double Tolerance = 1e-6;

    static readonly JsonElement s_golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Golden("methods.json"))).RootElement;

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            foreach (var (golden, index) in s_golden.GetProperty("cases").EnumerateArray().Select((golden, index) => (golden, index)))
                cases.Add(index, golden.GetProperty("method").GetString()!);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_the_reference_implementation(int index, string method)
    {
        var golden = new Case(s_golden.GetProperty("cases")[index]);
        using var folder = new TemporaryFolder();
        var models = golden.Inputs.Select((input, i) => (Name: i == 0 ? "Base" : $"d{i - 1}", Values: input)).ToList();
        foreach (var (name, values) in models)
            ModelFolder.Write(folder["models", name], new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([golden.Rows, values.Length / golden.Rows], values) });
        File.WriteAllText(folder["recipe.csx"], Recipe(golden));

        var (exitCode, text) = CommandLine.Run(["build", folder["recipe.csx"], .. models.SelectMany(model => new[] { "--model", $"{model.Name}={folder["models", model.Name]}" })]);

        exitCode.Should().Be(0, $"{text}\n{Recipe(golden)}");
        var (actual, expected) = (ModelFolder.Read(folder["bin"])["x"].ToDoubles(), Expected(golden));
        for (var i = 0; i < expected.Length; i++)
            actual[i].Should().BeApproximately(expected[i], Tolerance, $"element {i} of {method}: {Recipe(golden)}");
    }

    /// <summary>The reference's numbers, or the documented ones where its behavior is not kept.</summary>
    static double[] Expected(Case golden) => golden switch
    {
        // The reference erases the whole task vector for gamma 0.
        { Method: "breadcrumbs" or "breadcrumbs_ties" } when golden.Number("gamma", 0.01) == 0 => BreadcrumbsWithoutGamma(golden),
        // The reference's quotient of sines explodes for vectors that are exactly antiparallel.
        _ => golden.Out,
    };

    static double[] BreadcrumbsWithoutGamma(Case golden)
    {
        var start = golden.Inputs[0];
        var keep = (int)Math.Floor((decimal)golden.Number("density", 1) * start.Length);
        var deltas = golden.Inputs.Skip(1).Select(donor =>
        {
            var delta = donor.Zip(start, (x, b) => x - b).ToArray();
            var kept = delta.Select((value, i) => (value, i)).OrderByDescending(entry => Math.Abs(entry.value)).ThenBy(entry => entry.i).Take(keep).Select(entry => entry.i).ToHashSet();
            return delta.Select((value, i) => kept.Contains(i) ? (double)value : 0).ToArray();
        }).ToList();
        return [.. Enumerable.Range(0, start.Length).Select(i =>
        {
            var weighted = deltas.Select((delta, j) => delta[i] * golden.Weights[j]).ToList();
            var sign = weighted.Sum() >= 0 ? 1 : -1;
            return start[i] + weighted.Where(value => golden.Method == "breadcrumbs" || Math.Sign(value) == sign).Sum();
        })];
    }

    static string Recipe(Case golden)
    {
        var donors = Enumerable.Range(0, golden.Inputs.Count - 1).ToList();
        string Vector(int i) => $"d{i} - Base";
        string Weighted(Func<int, string> term) => $"[{string.Join(", ", donors.Select(i => $"({term(i)}, {Text(golden.Weights[i])})"))}]";
        string Vectors() => $"[{string.Join(", ", donors.Select(Vector))}]";
        string Option(string name, string key, double otherwise) => $", {name}: {Text(golden.Number(key, otherwise))}";
        string Flag(string name, string key, bool otherwise) => $", {name}: {(golden.Is(key, otherwise) ? "true" : "false")}";
        string Consensus(Func<int, string> term, bool normalize) => $"Base + Ties({Weighted(term)}{Flag("normalize", "normalize", normalize)}{Option("lambda", "lambda", 1)})";
        string Sum(Func<int, string> term) => $"Base + Linear({Weighted(term)}{Flag("normalize", "normalize", false)}{Option("lambda", "lambda", 1)})";
        string Crumbs(int i) => $"Breadcrumbs({Vector(i)}{Option("density", "density", 1)}{Option("gamma", "gamma", 0.01)}{Flag("rescale", "rescale", false)})";
        // The reference's own draws cannot be had from our generator: the donors here are those that its draws left, and the factor is the reference's.
        string Drawn(int i) => $"{Text(golden.RescaleOfDraw(i))} * ({Vector(i)})";
        return "Output = " + golden.Method switch
        {
            "linear" => $"Linear({Weighted(i => $"d{i}")}{Flag("normalize", "normalize", true)})",
            "slerp" => $"Slerp(Base, d0{Option("t", "t", 0)})",
            "nuslerp" => $"NuSlerp((d0, {Text(golden.Weights[0])}), (d1, {Text(golden.Weights[1])}){Flag("flatten", "nuslerp_flatten", true)}{Flag("rowWise", "nuslerp_row_wise", false)}"
                + $"{(golden.Is("base", false) ? ", relativeTo: Base" : "")})",
            "multislerp" => $"MultiSlerp({Weighted(i => $"d{i}")}{Flag("normalizeWeights", "normalize_weights", true)}{(golden.Is("base", false) ? ", relativeTo: Base" : "")})",
            "karcher" => $"Karcher([{string.Join(", ", donors.Select(i => $"d{i}"))}], maxIter: {golden.Number("max_iter", 10)}{Option("tol", "tol", 1e-5)})",
            "task_arithmetic" => Sum(Vector),
            "ties" => $"Base + Ties({Weighted(Vector)}{Option("density", "density", 1)}{Flag("normalize", "normalize", true)}{Flag("rescale", "rescale", false)}{Option("lambda", "lambda", 1)})",
            "breadcrumbs" => Sum(Crumbs),
            "breadcrumbs_ties" => Consensus(Crumbs, normalize: false),
            "dare_linear" or "della_linear" => Sum(Drawn),
            "dare_ties" => Consensus(Drawn, normalize: false),
            "della" => Consensus(Drawn, normalize: true),
            "model_stock" => $"Base + ModelStock({Vectors()}{Flag("filterWise", "filter_wise", false)})",
            "nearswap" => $"Base + NearSwap(d0 - Base{Option("t", "t", 0)})",
            "sce" => $"Base + Sce({Vectors()}{Option("selectTopK", "select_topk", 1)})",
            "arcee_fusion" => "ArceeFusion(Base, d0)",
            "ram" => $"Base + Ram({Vectors()}{Option("epsilon", "epsilon", 1e-5)})",
            "ramplus_tl" => $"Base + RamPlus({Vectors()}{Option("epsilon", "epsilon", 1e-5)}{Option("r", "r", 0.1)}{Option("alpha", "alpha", 0.2)})",
            var unknown => throw new NotSupportedException(unknown),
        } + ";";
    }

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    sealed class Case
    {
        readonly JsonElement _golden;
        readonly List<float[]> _original;

        public Case(JsonElement golden)
        {
            _golden = golden;
            Rows = s_golden.GetProperty("meta").GetProperty("shape")[0].GetInt32();
            _original = golden.TryGetProperty("inputs", out var inputs)
                ? [.. inputs.GetString()!.Split(',').Select(Named)]
                : [Flat(s_golden.GetProperty("base")), .. s_golden.GetProperty("donors").EnumerateArray().Select(Flat)];
            Inputs = IsDrawn ? [_original[0], .. Enumerable.Range(0, _original.Count - 1).Select(Kept)] : _original;
        }

        public string Method => _golden.GetProperty("method").GetString()!;

        public int Rows { get; }

        /// <summary>The base, then the donors.</summary>
        public IReadOnlyList<float[]> Inputs { get; }

        public double[] Weights => _golden.GetProperty("weights") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(weight => weight.GetDouble())] : [];

        public double[] Out => [.. Flat(_golden.GetProperty("out")).Select(value => (double)value)];

        bool IsDrawn => Method.StartsWith("dare", StringComparison.Ordinal) || Method.StartsWith("della", StringComparison.Ordinal);

        JsonElement Parameters => _golden.GetProperty("params");

        public double Number(string name, double otherwise) => Parameters.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

        public bool Is(string name, bool otherwise) => Parameters.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

        /// <summary>Σ|δ| / Σ|δ̂|.</summary>
        public double RescaleOfDraw(int donor) =>
            Is("rescale", true) ? Delta(donor).Sum(Math.Abs) / Delta(donor).Where((_, i) => Keeps(donor, i)).Sum(Math.Abs) : 1;

        float[] Kept(int donor) => [.. _original[donor + 1].Select((value, i) => Keeps(donor, i) ? value : _original[0][i])];

        double[] Delta(int donor) => [.. _original[donor + 1].Zip(_original[0], (x, b) => (double)(x - b))];

        bool Keeps(int donor, int element)
        {
            var probability = _golden.TryGetProperty("keep_probs", out var probabilities) ? Flat(probabilities[donor])[element] : Number("density", 1);
            return Flat(s_golden.GetProperty("uniform_fields")[donor])[element] < probability;
        }

        /// <summary>An input as the cases write it: <c>base</c>, <c>-base</c>, <c>base*1.01</c>, <c>zeros</c>, <c>donor0</c>.</summary>
        static float[] Named(string text)
        {
            if (text.StartsWith("donor", StringComparison.Ordinal))
                return Flat(s_golden.GetProperty("donors")[int.Parse(text[5..], CultureInfo.InvariantCulture)]);
            var factor = text switch
            {
                "base" => 1f,
                "-base" => -1f,
                "zeros" => 0f,
                _ => float.Parse(text["base*".Length..], CultureInfo.InvariantCulture),
            };
            return [.. Flat(s_golden.GetProperty("base")).Select(value => value * factor)];
        }

        static float[] Flat(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Flat)] : [value.GetSingle()];
    }
}
