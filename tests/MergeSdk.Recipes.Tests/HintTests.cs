namespace MergeSdk.Recipes.Tests;

/// <summary>Mistakes that people make, each with what to write instead, and with the place of the argument it is about.</summary>
public sealed class HintTests
{
    [Theory]
    [InlineData("Output = Base + Trim(code, 0.5);", "1,22): error CS1503: Argument 1: cannot convert from 'Model' to 'TaskVector'; a task vector is wanted here: write code - Base")]
    [InlineData("Output = Base + Dare(code, 0.5);", "1,22): error CS1503: Argument 1: cannot convert from 'Model' to 'TaskVector'; a task vector is wanted here: write code - Base")]
    [InlineData("Output = Base + Ties([code - Base, fr]);", "1,36): error CS0029: Cannot implicitly convert type 'Model' to 'Weighted<TaskVector>'; a task vector is wanted here: write fr - Base")]
    [InlineData("Output = Base + MagMax([fr]);", "1,25): error CS0029: Cannot implicitly convert type 'Model' to 'TaskVector'; a task vector is wanted here: write fr - Base")]
    [InlineData(
        "Output = Base + Ties([(code - Base, 0.5), (fr, 0.5)], density: 0.5);",
        "1,43): error CS0029: Cannot implicitly convert type '(Model fr, double)' to 'Weighted<TaskVector>'; a task vector is wanted here: write (fr - Base, 0.5)")]
    [InlineData(
        "Output = Base + Ties([Base, code - Base]);",
        "1,23): error CS0029: Cannot implicitly convert type 'Model' to 'Weighted<TaskVector>'; a task vector is wanted here, and Base is what task vectors are differences from; leave it out")]
    [InlineData("TaskVector v = Average(code, fr); Output = Base + v;", "1,16): error CS0029: Cannot implicitly convert type 'Model' to 'TaskVector'; a task vector is wanted here: write Average(code, fr) - Base")]
    [InlineData(
        "List<Model> donors = [code, fr];\nOutput = Base + Ties(donors);",
        "2,22): error CS1503: Argument 1: cannot convert from 'List<Model>' to 'IEnumerable<Weighted<TaskVector>>'; task vectors are wanted here: write [.. donors.Select(model => model - Base)]")]
    [InlineData(
        "List<TaskVector> vectors = [code - Base];\nOutput = Base + Ties(vectors);",
        "2,22): error CS1503: Argument 1: cannot convert from 'List<TaskVector>' to 'IEnumerable<Weighted<TaskVector>>'; write the elements of the list into a new one: [.. vectors]")]
    [InlineData("Output = code - Base;", "1,10): error CS0029: Cannot implicitly convert type 'TaskVector' to 'Model'; apply the task vector to a model: Base + …")]
    [InlineData("Output = Ties([code - Base]);", "1,10): error CS0029: Cannot implicitly convert type 'TaskVector' to 'Model'; apply the task vector to a model: Base + …")]
    [InlineData("Output = Average(code, fr - Base);", "1,24): error CS1503: Argument 2: cannot convert from 'TaskVector' to 'Model'; apply the task vector to a model: Base + …")]
    [InlineData("Output = Karcher([code - Base, fr]);", "1,19): error CS0029: Cannot implicitly convert type 'TaskVector' to 'Weighted<Model>'; apply the task vector to a model: Base + …")]
    [InlineData(
        "Output = Base + MagMax([(code - Base, 0.5)]);",
        "1,25): error CS0029: Cannot implicitly convert type '(TaskVector, double)' to 'TaskVector'; no weight is taken here: write code - Base, or a multiple of it: 0.5 * (code - Base)")]
    [InlineData("Output = code.Layers;", "1,10): error CS0029: Cannot implicitly convert type 'LayerList' to 'Model'; write code, or some of its layers: code.Layers[..8]")]
    [InlineData("Output = Stack(code[..2]);", "1,16): error CS0021: Cannot apply indexing with [] to an expression of type 'Model'; write code.Layers[..2]")]
    [InlineData(
        "Output = Base + Trim([code - Base], 0.5);",
        "1,22): error CS9174: Cannot initialize type 'TaskVector' with a collection expression because the type is not constructible;"
        + " one is wanted here, not a list: write it without the brackets, and call the function once for each")]
    public void A_model_a_task_vector_and_a_list_in_place_of_one_another(string recipe, string expected) => Check(recipe, expected);

    [Fact]
    public void Models_where_task_vectors_are_wanted_are_told_one_by_one()
    {
        using var project = Project.OfThree();

        project.Errors("Output = Base + Ties([code, (fr, 0.5)]);").Should().Equal(
            "recipe.csx(1,23): error CS0029: Cannot implicitly convert type 'Model' to 'Weighted<TaskVector>'; a task vector is wanted here: write code - Base",
            "recipe.csx(1,29): error CS0029: Cannot implicitly convert type '(Model fr, double)' to 'Weighted<TaskVector>'; a task vector is wanted here: write (fr - Base, 0.5)");
    }

    [Fact]
    public void Without_a_model_called_base_the_hint_says_what_a_base_is()
    {
        using var project = new Project().Add("a", TinyModel.Llama(1)).Add("b", TinyModel.Llama(1));

        project.Error("Output = a + Trim(b, 0.5);").Should().Be(
            "recipe.csx(1,19): error CS1503: Argument 1: cannot convert from 'Model' to 'TaskVector'; a task vector is wanted here: write b minus the model that it was trained from");
    }

    [Theory]
    [InlineData("Output = Base + 0.5 * (codee - Base);", "1,24): error CS0103: The name 'codee' does not exist in the current context; did you mean code?")]
    [InlineData("Output = Base + 0.5 * (Code - Base);", "1,24): error CS0103: The name 'Code' does not exist in the current context; did you mean code?")]
    [InlineData("Output = Base + 0.5 * (german - Base);", "1,24): error CS0103: The name 'german' does not exist in the current context. The project's models are Base, code, fr")]
    [InlineData("var delta = code - Base; Output = Base + delte;", "1,42): error CS0103: The name 'delte' does not exist in the current context; did you mean delta?")]
    [InlineData("Output = Base + ties([code - Base]);", "1,17): error CS0103: The name 'ties' does not exist in the current context; did you mean Ties?")]
    [InlineData("Output = Base + DELLA(code - Base, 0.5);", "1,17): error CS0103: The name 'DELLA' does not exist in the current context; did you mean Della?")]
    [InlineData("Output = Merge(Base, code);", "1,10): error CS0103: The name 'Merge' does not exist in the current context; the recipe language has no such function")]
    [InlineData("output = Base;", "1,1): error CS0103: The name 'output' does not exist in the current context; did you mean Output?")]
    [InlineData("Output = Base; OuputType = BFloat16;", "1,16): error CS0103: The name 'OuputType' does not exist in the current context; did you mean OutputType?")]
    [InlineData("Output = Base; Missing = Frombase;", "1,26): error CS0103: The name 'Frombase' does not exist in the current context; did you mean FromBase?")]
    [InlineData("Output = Base; OutputType = bf16;", "1,29): error CS0103: The name 'bf16' does not exist in the current context; did you mean BFloat16?")]
    [InlineData("Output = Base; OutputType = fp32;", "1,29): error CS0103: The name 'fp32' does not exist in the current context; did you mean Float32?")]
    [InlineData("Output = Base + Ties([code - Base], normalize: True);", "1,48): error CS0103: The name 'True' does not exist in the current context; did you mean true?")]
    [InlineData("Output = Base + Ties([code - Base], densty: 0.5);", "1,37): error CS1739: The best overload for 'Ties' does not have a parameter named 'densty'; did you mean density?")]
    [InlineData("Output = Base + Ties([code - Base], Density: 0.5);", "1,37): error CS1739: The best overload for 'Ties' does not have a parameter named 'Density'; did you mean density?")]
    [InlineData(
        "Output = Base + Ties([code - Base], share: 0.5);",
        "1,37): error CS1739: The best overload for 'Ties' does not have a parameter named 'share'. Its parameters are vectors, density, normalize, rescale, lambda, scope")]
    [InlineData("Output = Base + Ties([code - Base], density=0.5);", "1,37): error CS0103: The name 'density' does not exist in the current context; a named argument has a colon: density: 0.5")]
    [InlineData(
        "Output = code.layers[..2];",
        "1,15): error CS1061: 'Model' does not contain a definition for 'layers' and no accessible extension method 'layers' accepting a first argument of type 'Model' could be found; did you mean Layers?")]
    [InlineData("Output = Base + Dare(code - Base, 0.5, rescale: DareRescale.density);", "1,61): error CS0117: 'DareRescale' does not contain a definition for 'density'; did you mean Density?")]
    [InlineData("let v = code - Base; Output = Base + v;", "1,1): error CS0246: The type or namespace name 'let' could not be found; a variable is declared with var: var v = code - Base")]
    [InlineData("delta = code - Base; Output = Base;", "1,1): error CS0103: The name 'delta' does not exist in the current context; a variable is declared with var: var delta = …")]
    public void A_name_that_does_not_exist(string recipe, string expected) => Check(recipe, expected);

    [Theory]
    [InlineData("Output = base;", "1,10): error CS1512: Keyword 'base' is not available in the current context; base is a keyword of C#, so the model is called Base")]
    [InlineData("Output = Base + (code - base);", "1,25): error CS1512: Keyword 'base' is not available in the current context; base is a keyword of C#, so the model is called Base")]
    [InlineData("Output = base.Layers[..2];", "1,10): error CS1512: Keyword 'base' is not available in the current context; base is a keyword of C#, so the model is called Base")]
    public void A_folder_called_as_a_keyword(string recipe, string expected) => Check(recipe, expected);

    [Theory]
    [InlineData("Output = Linear(code, 0.7, fr, 0.3);", "1,10): error CS1501: No overload for method 'Linear' takes 4 arguments; Linear takes a list: Linear([(code, 0.7), (fr, 0.3)])")]
    [InlineData(
        "Output = Linear(code, 0.7, fr, 0.3, normalize: false);",
        "1,10): error CS1501: No overload for method 'Linear' takes 5 arguments; Linear takes a list: Linear([(code, 0.7), (fr, 0.3)], normalize: false)")]
    [InlineData(
        "Output = Linear((code, 0.7), (fr, 0.3));",
        "1,17): error CS1503: Argument 1: cannot convert from '(Model, double)' to 'IEnumerable<Weighted<Model>>'; Linear takes a list: Linear([(code, 0.7), (fr, 0.3)])")]
    [InlineData("Output = Linear([0.7, fr]);", "1,18): error CS0029: Cannot implicitly convert type 'double' to 'Weighted<Model>'; a weight is written beside its model, in parentheses: (…, 0.7)")]
    [InlineData("Output = Linear([code, 1]);", "1,24): error CS0029: Cannot implicitly convert type 'int' to 'Weighted<Model>'; a weight is written beside its model, in parentheses: (code, 1)")]
    [InlineData(
        "Output = Linear([code, fr], [0.7, 0.3]);",
        "1,29): error CS9174: Cannot initialize type 'bool' with a collection expression because the type is not constructible; weights are written beside their models: Linear([(code, 0.7), (fr, 0.3)])")]
    [InlineData(
        "Output = Base + Ties(code - Base, 0.5, fr, 0.5);",
        "1,22): error CS1503: Argument 1: cannot convert from 'TaskVector' to 'IEnumerable<Weighted<TaskVector>>'; Ties takes a list: Ties([(code - Base, 0.5), (fr - Base, 0.5)])")]
    [InlineData(
        "Output = Base + Ties(code, fr, density: 0.5);",
        "1,32): error CS1744: Named argument 'density' specifies a parameter for which a positional argument has already been given; Ties takes a list: Ties([code - Base, fr - Base], density: 0.5)")]
    [InlineData(
        "Output = Average([(code, 0.7), (fr, 0.3)]);",
        "1,18): error CS9174: Cannot initialize type 'Model' with a collection expression because the type is not constructible; Average takes no weights, Linear does: Linear([(code, 0.7), (fr, 0.3)])")]
    [InlineData("Output = Average(code, 0.7, fr, 0.3);", "1,24): error CS1503: Argument 2: cannot convert from 'double' to 'Model'; Average takes no weights, Linear does: Linear([(code, 0.7), (fr, 0.3)])")]
    [InlineData(
        "Output = Slerp([code, fr], 0.5);",
        "1,10): error CS7036: There is no argument given that corresponds to the required parameter 't' of 'Functions.Slerp(Model, Model, Param)'; Slerp takes its models one by one: Slerp(code, fr, 0.5)")]
    [InlineData(
        "Output = Base + ByName(\"*.mlp.*\", 0.5, \"*\", 1) * (code - Base);",
        "1,24): error CS1503: Argument 1: cannot convert from 'string' to '(string Pattern, Param Value)'; patterns and their values are pairs: ByName((\"*.mlp.*\", 0.5), (\"*\", 1))")]
    public void A_call_with_arguments_of_another_form(string recipe, string expected) => Check(recipe, expected);

    [Theory]
    [InlineData("Output = Base; OutputType = \"bfloat16\";", "1,29): error CS0029: Cannot implicitly convert type 'string' to 'DType?'; write BFloat16, without quotes")]
    [InlineData("Output = Base; OutputType = \"auto\";", "1,29): error CS0029: Cannot implicitly convert type 'string' to 'DType?'; it is one of Float16, BFloat16, Float32, Float64, without quotes")]
    [InlineData("Output = Base; Missing = \"FromBase\";", "1,26): error CS0029: Cannot implicitly convert type 'string' to 'MissingTensors'; write FromBase, without quotes")]
    [InlineData("Output = Base + Ties([code - Base], scope: \"model\");", "1,44): error CS1503: Argument 2: cannot convert from 'string' to 'TrimScope'; write Model, without quotes")]
    [InlineData("Output = Base + Dare(code - Base, 0.5, rescale: \"density\");", "1,49): error CS1503: Argument 3: cannot convert from 'string' to 'DareRescale'; write DareRescale.Density, without quotes")]
    [InlineData("Output = Linear([(\"code\", 0.7), (fr, 0.3)]);", "1,18): error CS0029: Cannot implicitly convert type '(string, double)' to 'Weighted<Model>'; a model is written without quotes: (code, 0.7)")]
    [InlineData("Output = \"Base\";", "1,10): error CS0029: Cannot implicitly convert type 'string' to 'Model'; a model is written without quotes: Base")]
    [InlineData("Output = Slerp(code, fr, \"0.5\");", "1,26): error CS1503: Argument 3: cannot convert from 'string' to 'Param'; a number is written without quotes: 0.5")]
    [InlineData("Output = Linear([(code, \"0.5\")]);", "1,18): error CS0029: Cannot implicitly convert type '(Model code, string)' to 'Weighted<Model>'; a number is written without quotes: 0.5")]
    [InlineData("Output = Base + Ties([code - Base], normalize: 1);", "1,48): error CS1503: Argument 2: cannot convert from 'int' to 'bool'; write true or false")]
    [InlineData(
        "Output = Slerp(code, fr, [0, 1]);",
        "1,26): error CS9174: Cannot initialize type 'Param' with a collection expression because the type is not constructible; values from the first layer to the last are a gradient: Gradient(0, 1)")]
    [InlineData("Output = Slerp(code, fr, (0, 1));", "1,26): error CS1503: Argument 3: cannot convert from '(int, int)' to 'Param'; values from the first layer to the last are a gradient: Gradient(0, 1)")]
    public void A_value_written_as_in_other_tools(string recipe, string expected) => Check(recipe, expected);

    [Theory]
    [InlineData("Output = Base + Ties([(code - Base, 0.5) (fr - Base, 0.5)]);", "1,23): error CS0149: Method name expected; a comma is missing between (code - Base, 0.5) and (fr - Base, 0.5)")]
    [InlineData("Output = Linear([(code 0.7), (fr, 0.3)]);", "1,24): error CS1073: Unexpected token '0.7'; a comma is missing before 0.7")]
    [InlineData("Output = Average(code fr);", "1,23): error CS1003: Syntax error, ',' expected")]
    [InlineData("Output = Base + 0.5(code - Base);", "1,17): error CS0149: Method name expected; a product has a *: 0.5 * (code - Base)")]
    [InlineData("Output = Base\nOutputType = BFloat16;", "1,14): error CS1002: ; expected; a statement ends with a semicolon")]
    [InlineData("Output = Base + 0,5 * (code - Base);", "1,18): error CS1002: ; expected; numbers have a point: 0.5")]
    [InlineData("Output = Base + Trim(code - Base, 50%);", "1,38): error CS1525: Invalid expression term ')'; 50 % is 0.5")]
    [InlineData("Output = Stack(code.Layers[0:2], fr.Layers[2:]);", "1,29): error CS1003: Syntax error, ',' expected; a range has two points: [4..8]")]
    [InlineData("Output = 'Base';", "1,10): error CS1012: Too many characters in character literal; texts have double quotes, names of models have none")]
    [InlineData("# a comment\nOutput = Base;", "1,3): error CS1024: Preprocessor directive expected; a comment begins with //")]
    [InlineData(
        "Output == Base;",
        "1,1): error CS0201: Only assignment, call, increment, decrement, await, and new object expressions can be used as a statement; one = assigns: Output = Base")]
    [InlineData(
        "Base + 0.5 * (code - Base);",
        "1,1): error CS0201: Only assignment, call, increment, decrement, await, and new object expressions can be used as a statement; assign the model: Output = Base + 0.5 * (code - Base)")]
    [InlineData("Output = Base + Ties([for m in models: m - Base]);", "1,23): error CS1003: Syntax error, ']' expected")]
    public void What_is_no_CSharp(string recipe, string expected) => Check(recipe, expected);

    [Theory]
    [InlineData("Output = Base + Ties([code - Base], density: 50);", "1,46): error MERGE2008: density is 50; it must be between 0 and 1, such as 0.5 for 50 %")]
    [InlineData("Output = Base + Trim(code - Base, 0.5) + Trim(fr - Base, -1);", "1,58): error MERGE2008: density is -1; it must be between 0 and 1")]
    [InlineData("double d = 50;\nOutput = Base + Trim(code - Base, d);", "2,17): error MERGE2008: density is 50; it must be between 0 and 1, such as 0.5 for 50 %")]
    [InlineData("var d = 50;\nOutput = Base + (Trim(code - Base, d) + Trim(fr - Base, 0.5));", "2,1): error MERGE2008: density is 50; it must be between 0 and 1, such as 0.5 for 50 %")]
    [InlineData("Output = Slerp(code,\n  Average(), 0.5);", "2,3): error MERGE2009: Average needs at least one model")]
    [InlineData("Output = Base;\n/* */ OutputType = Int8;", "2,20): error MERGE2015: OutputType is Int8; it must be Float64, Float32, Float16 or BFloat16")]
    [InlineData("Output = Base.Layers[1..9];", "1,22): error MERGE2014: Base has 4 layers in model.layers (0 to 3); the range 1..9 is not within them")]
    public void A_value_out_of_range_is_told_where_it_is_written(string recipe, string expected) => Check(recipe, expected);

    [Fact]
    public void An_output_that_is_never_merged_is_a_warning()
    {
        using var project = Project.OfThree();

        project.Compile("Output = code;\nSeed = 1;\nOutput = fr;").Diagnostics.Should().ContainSingle(diagnostic => diagnostic.Code == "MERGE2035")
            .Which.ToString().Should().EndWith("recipe.csx(1,1): warning MERGE2035: line 3 assigns Output again, so this one is never merged; remove one of the two");
    }

    [Theory]
    [InlineData("Output = code;\nOutput = Average(Output, fr);")]
    [InlineData("Output = code;\nif (Seed == 1)\n  Output = fr;")]
    [InlineData("Output = code;\nvar half = Average(Output, Base);\nOutput = Average(half, fr);")]
    public void An_output_that_is_read_is_none(string recipe)
    {
        using var project = Project.OfThree();

        project.Compile(recipe).Diagnostics.Should().NotContain(diagnostic => diagnostic.Code == "MERGE2035");
    }

    [Fact]
    public void Without_a_model_it_is_said_how_one_is_named()
    {
        using var project = Project.OfThree();
        File.WriteAllText(project.RecipePath, "Output = code;");

        var compile = () => RecipeProgram.Load(project.Request with { Models = [] }).Plan();

        compile.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle()
            .Which.Message.Should().EndWith(". The project has no models: name the folder of each with a Model item, not a wildcard, or with --model");
    }

    static void Check(string recipe, string expected)
    {
        using var project = Project.OfThree();

        project.Error(recipe).Should().Be($"recipe.csx({expected}");
    }
}
