using MergeSdk.TestModels;

namespace MergeSdk.Tool.Tests.Import;

/// <summary>The recipes that configurations become, word for word.</summary>
public sealed class ImportedRecipeTests
{
    const string Three = """
        base_model: base
        models:
        - model: base
        - model: code
          parameters: {weight: 0.4, density: 0.5, gamma: 0.05, epsilon: 0.1}
        - model: french
          parameters: {weight: -0.3, density: 0.5}
        - model: prose
          parameters: {weight: 1, density: 0.5}

        """;

    public static TheoryData<string, string> Methods => new()
    {
        { "task_arithmetic", "Output = Base + 0.4 * (code - Base) - 0.3 * (french - Base) + (prose - Base);" },
        { "task_arithmetic\nparameters: {lambda: 0.7}", "Output = Base + Linear([(code - Base, 0.4), (french - Base, -0.3), prose - Base], lambda: 0.7);" },
        { "ties", "Output = Base + Ties([(code - Base, 0.4), (french - Base, -0.3), prose - Base], density: 0.5);" },
        { "ties\nparameters: {normalize: no, rescale: yes}", "Output = Base + Ties(\n[\n    (code - Base, 0.4),\n    (french - Base, -0.3),\n    prose - Base,\n], density: 0.5, normalize: false, rescale: true);" },
        {
            "dare_ties",
            """
            Output = Base + Ties(
            [
                (Dare(code - Base, density: 0.5), 0.4),
                (Dare(french - Base, density: 0.5), -0.3),
                Dare(prose - Base, density: 0.5),
            ], normalize: false);
            """
        },
        {
            "dare_linear\nparameters: {rescale: false}",
            """
            Output = Base
                + 0.4 * Dare(code - Base, density: 0.5, rescale: DareRescale.None)
                - 0.3 * Dare(french - Base, density: 0.5, rescale: DareRescale.None)
                + Dare(prose - Base, density: 0.5, rescale: DareRescale.None);
            """
        },
        {
            "breadcrumbs",
            """
            Output = Base
                + 0.4 * Breadcrumbs(code - Base, density: 0.5, gamma: 0.05)
                - 0.3 * Breadcrumbs(french - Base, density: 0.5)
                + Breadcrumbs(prose - Base, density: 0.5);
            """
        },
        {
            "breadcrumbs_ties",
            """
            Output = Base + Ties(
            [
                (Breadcrumbs(code - Base, density: 0.5, gamma: 0.05), 0.4),
                (Breadcrumbs(french - Base, density: 0.5), -0.3),
                Breadcrumbs(prose - Base, density: 0.5),
            ], normalize: false);
            """
        },
        {
            "della",
            """
            Output = Base + Ties(
            [
                (Della(code - Base, density: 0.5, epsilon: 0.1), 0.4),
                (Della(french - Base, density: 0.5), -0.3),
                Della(prose - Base, density: 0.5),
            ]);
            """
        },
        { "della_linear\nparameters: {normalize: true, rescale: false}", "Output = Base + Linear(\n[\n    (Della(code - Base, density: 0.5, epsilon: 0.1, rescale: false), 0.4),\n    (Della(french - Base, density: 0.5, rescale: false), -0.3),\n    Della(prose - Base, density: 0.5, rescale: false),\n], normalize: true);" },
        { "model_stock\nparameters: {filter_wise: true}", "Output = Base + ModelStock([code - Base, french - Base, prose - Base], filterWise: true);" },
        { "sce\nparameters: {select_topk: 0.1}", "Output = Base + Sce([code - Base, french - Base, prose - Base], selectTopK: 0.1);" },
        { "ram", "Output = Base + Ram([code - Base, french - Base, prose - Base]);" },
        { "ramplus_tl\nparameters: {r: 0.2, epsilon: 1e-6}", "Output = Base + RamPlus([code - Base, french - Base, prose - Base], epsilon: 1e-6, r: 0.2);" },
        { "multislerp\nparameters: {normalize_weights: false}", "Output = MultiSlerp([(code, 0.4), (french, -0.3), prose], normalizeWeights: false, relativeTo: Base);" },
        { "karcher\nparameters: {max_iter: 20, tol: 1.0e-06}", "Output = Karcher([Base, code, french, prose], maxIter: 20, tol: 1e-6);" },
        { "linear\nparameters: {weight: 2}", "Output = Linear([(Base, 2), (code, 0.4), (french, -0.3), prose]);" },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void Each_method_has_its_recipe(string method, string recipe) =>
        ImportFolder.RecipeOf(Three + "merge_method: " + method, "base", "code", "french", "prose").Should().Be(recipe.ReplaceLineEndings("\n"));

    /// <summary>Word for word is not enough: what is written must also be what the language takes.</summary>
    [Theory]
    [InlineData("Output = NuSlerp(code, (prose, 3), flatten: false, relativeTo: Base);")]
    [InlineData("Output = Stack(Linear([code.Layers[0..2], (prose.Layers[0..2], 2)]), Linear([(code.Layers[2..4], 3), (prose.Layers[2..4], 4)]));")]
    [InlineData("Output = Base + Gradient(0, 1) * (code - Base) + (french - Base);")]
    [InlineData("Output = Base + Linear([(code - Base, ByName((\"model.layers.*\", Gradient(0, 1)), (\"*\", 0))), (prose - Base, -1)], normalize: true);")]
    [InlineData("Output = Stack(Base.Layers[0..2], Slerp(Base.Layers[2..4], code.Layers[1..3], t: ByName((\"*.layers.*\", Gradient(0, 1)), (\"*\", 0))));")]
    [MemberData(nameof(Written))]
    public void The_language_takes_it(string recipe)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["recipe.csx"], recipe);
        var models = new[] { "base", "code", "french", "prose" }.SelectMany(name => new[] { "--model", $"{name}={Repository.Model(name)}" });

        var (exitCode, text) = CommandLine.Run(["plan", folder["recipe.csx"], .. models]);
        exitCode.Should().Be(0, text);
    }

    public static TheoryData<string> Written => new(Methods.Concat(Pairs).Select(row => (string)row[1]));

    public static TheoryData<string, string> Pairs => new()
    {
        { "slerp\nparameters: {t: 0.3}", "Output = Slerp(Base, code, t: 0.3);" },
        { "nearswap\nparameters: {t: 0.01}", "Output = Base + NearSwap(code - Base, t: 0.01);" },
        { "arcee_fusion", "Output = ArceeFusion(Base, code);" },
        { "karcher", "Output = Karcher([Base, code]);" },
        { "linear\nparameters: {weight: 1}", "Output = Average(Base, code);" },
        { "linear\nparameters: {weight: 1, normalize: false}", "Output = Linear([Base, code], normalize: false);" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_base_is_the_first_of_two_wherever_it_is_listed(string method, string recipe)
    {
        var models = "\nbase_model: base\nmodels: [{model: code}, {model: base}]";
        ImportFolder.RecipeOf("merge_method: " + method + models, "base", "code").Should().Be(recipe);
        var without = models.Replace(", {model: base}", "", StringComparison.Ordinal);
        ImportFolder.RecipeOf("merge_method: " + method + without, "base", "code").Should().Be(recipe);
    }

    [Fact]
    public void NuSlerp_takes_two_models_and_a_base()
    {
        const string Models = "merge_method: nuslerp\nmodels:\n- {model: code, parameters: {weight: 1}}\n- {model: prose, parameters: {weight: 3}}\n";

        ImportFolder.RecipeOf(Models, "code", "prose").Should().Be("Output = NuSlerp(code, (prose, 3));");
        ImportFolder.RecipeOf(Models + "base_model: base\nparameters: {nuslerp_flatten: false}", "base", "code", "prose")
            .Should().Be("Output = NuSlerp(code, (prose, 3), flatten: false, relativeTo: Base);");
        ImportFolder.RecipeOf(Models + "parameters: {nuslerp_flatten: false, nuslerp_row_wise: true}", "code", "prose")
            .Should().Be("Output = NuSlerp(code, (prose, 3), flatten: false, rowWise: true);");
    }

    [Theory]
    [InlineData("dtype: bfloat16", "OutputType = BFloat16;\n\nOutput = code;")]
    [InlineData("dtype: float32\nout_dtype: float16", "OutputType = Float16;\n\nOutput = code;")]
    [InlineData("dtype: torch.float32", "OutputType = Float32;\n\nOutput = code;")]
    [InlineData("name: x", "Output = code;")]
    public void The_element_type_is_what_is_written(string types, string recipe) =>
        ImportFolder.RecipeOf($"merge_method: passthrough\nmodels: [{{model: code}}]\n{types}", "code").Should().Be(recipe);

    [Fact]
    public void Different_densities_are_trimmed_before() =>
        ImportFolder.RecipeOf(
            """
            merge_method: ties
            base_model: base
            models:
            - model: code
              parameters: {weight: 1, density: 0.5}
            - model: prose
              parameters: {weight: 0.5, density: 0.2}
            - model: french
              parameters: {weight: 0.5}
            """, "base", "code", "french", "prose")
            .Should().Be("Output = Base + Ties([Trim(code - Base, density: 0.5), (Trim(prose - Base, density: 0.2), 0.5), (french - Base, 0.5)]);");

    [Fact]
    public void Slices_lie_on_top_of_one_another() =>
        ImportFolder.RecipeOf(
            """
            merge_method: slerp
            base_model: base
            slices:
            - sources:
              - {model: base, layer_range: [0, 8]}
            - sources:
              - {model: code, layer_range: [4, 12]}
              - {model: base, layer_range: [8, 16]}
              parameters:
                t: [0, 1]
            """, "base", "code")
            .Should().Be(
                """
                // As in mergekit, final norm and head get a gradient's first value. Gradient alone would give them its last.
                Output = Stack(
                    Base.Layers[0..8],
                    Slerp(Base.Layers[8..16], code.Layers[4..12], t: ByName(("*.layers.*", Gradient(0, 1)), ("*", 0))));
                """.ReplaceLineEndings("\n"));

    [Fact]
    public void Whole_models_that_are_there_need_no_range() =>
        ImportFolder.RecipeOf(
            $$"""
            merge_method: slerp
            base_model: {{Repository.Model("code")}}
            slices:
            - sources:
              - {model: "{{Repository.Model("code")}}", layer_range: [0, 4]}
              - {model: "{{Repository.Model("french")}}", layer_range: [0, 4]}
            parameters:
              t:
              - {filter: self_attn, value: [0, 0.5, 0.3, 0.7, 1]}
              - {filter: mlp, value: [1, 0.5, 0.7, 0.3, 0]}
              - {value: 0.5}
            """)
            .Should().Be(
                """
                Output = Slerp(code, french, t: ByName(
                    ("*self_attn*", Gradient(0, 0.5, 0.3, 0.7, 1)),
                    ("*mlp*", Gradient(1, 0.5, 0.7, 0.3, 0)),
                    ("*", 0.5)));
                """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_single_module_is_the_whole_model() =>
        ImportFolder.RecipeOf(
            """
            merge_method: linear
            modules:
              default:
                models: [{model: code, parameters: {weight: 0.25}}, {model: prose}]
                parameters: {weight: 0.5}
            parameters: {weight: 7}
            """, "code", "prose").Should().Be("Output = Linear([(code, 0.25), (prose, 0.5)]);");

    [Fact]
    public void Adapters_are_task_vectors() =>
        ImportFolder.RecipeOf(
            """
            merge_method: dare_linear
            base_model: base
            models:
            - model: base+style
              parameters: {weight: 0.5, density: 0.3}
            - model: code+style
              parameters: {weight: 1}
            """, "base", "code", "style").Should().Be("Output = Base + 0.5 * Dare(style, density: 0.3) + (code + style - Base);");
}
