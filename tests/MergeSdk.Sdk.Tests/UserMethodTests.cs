using MergeSdk.Sdk.Tests.Harness;

namespace MergeSdk.Sdk.Tests;

/// <summary>Arithmetic of the user's own: in the recipe, in a referenced project, and with what packages bring along.</summary>
public class UserMethodTests
{
    const string Farthest = """
        Output = Base + Define("farthest", [a - Base, b - Base], (inputs, output) =>
        {
            for (var i = 0; i < output.Length; i++)
                output[i] = MathF.Abs(inputs[0][i]) >= MathF.Abs(inputs[1][i]) ? inputs[0][i] : inputs[1][i];
        });
        """;

    [Fact]
    public void A_method_in_the_recipe_is_built_again_when_its_code_changes_and_only_then()
    {
        using var folder = new MergeFolder("define").WithMerge(Farthest);
        folder.Build().ShouldSucceed().ShouldSay("39 merged");

        folder.Write("merge/recipe.csx", "// The farthest element.\n" + Farthest.Replace("\n{", " {", StringComparison.Ordinal));
        folder.Build("--no-restore").ShouldSucceed().ShouldMatch("0 merged, 39 up to date");

        folder.Write("merge/recipe.csx", Farthest.Replace(">=", "<=", StringComparison.Ordinal));
        folder.Build("--no-restore").ShouldSucceed().ShouldSay("39 merged");

        folder.Write("merge/recipe.csx", Farthest.Replace("MathF.Abs(inputs[1][i])", "inputs[2][i]", StringComparison.Ordinal));
        folder.Build("--no-restore").ShouldFail()
            .ShouldMatch("""merge/recipe.csx\(4,\d+\): error MERGE2021: IndexOutOfRangeException in the method "farthest", for the tensor [\w.]+: """)
            .ShouldNotSay("   at ");
    }

    [Fact]
    public void A_project_extends_the_recipe_language()
    {
        using var folder = new MergeFolder("methods").WithModels();
        folder.Write("methods/methods.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="MergeSdk.Recipes" Version="1.0.0" /></ItemGroup>
            </Project>
            """);
        const string Methods = """
            using MergeSdk.Recipes;

            public static class Methods
            {
                public static Model Toward(this Model model, Model other, Param share) => Functions.Define("toward", [model, other], (inputs, output) =>
                {
                    for (var i = 0; i < output.Length; i++)
                        output[i] = inputs[0][i] + (float)inputs.Parameters[0] * (inputs[1][i] - inputs[0][i]);
                }, [share]);
            }
            """;
        folder.Write("methods/Methods.cs", Methods);
        folder.Project("merge", MergeFolder.Models("a", "b") + "<ItemGroup><ProjectReference Include=\"../methods/methods.csproj\" /></ItemGroup>",
            "Output = a.Toward(b, share: Gradient(0.5, 1));");

        folder.Build().ShouldSucceed().ShouldSay("39 merged");
        folder.Read("merge/obj/merge.plan.json").Should().Contain("\"name\":\"toward\"").And.Contain("\"parameters\":[0.5]");
        folder.Files("merge/bin").Should().OnlyContain(file => !file.EndsWith(".dll", StringComparison.Ordinal));
        folder.Build("--no-restore").ShouldSucceed().ShouldSay("39 up to date");

        folder.Write("methods/Methods.cs", Methods.Replace("(inputs[1][i] -", "(inputs[2][i] -", StringComparison.Ordinal));
        // The exception is thrown in the library; the recipe's line is the one that calls it.
        folder.Build("--no-restore").ShouldFail().ShouldMatch("""merge/recipe.csx\(1,1\): error MERGE2021: IndexOutOfRangeException in the method "toward", """);
    }

    [Fact]
    public void Packages_are_usable_in_a_method_and_their_native_libraries_are_found()
    {
        using var folder = new MergeFolder("native").WithModels();
        folder.Project("merge", MergeFolder.Models("base", "a") + """
            <ItemGroup>
              <PackageReference Include="MathNet.Numerics" Version="5.0.0" />
              <PackageReference Include="Microsoft.Data.Sqlite" Version="10.0.11" />
              <PackageReference Include="SQLitePCLRaw.bundle_e_sqlite3" Version="3.0.3" />
            </ItemGroup>
            """, """
            using MathNet.Numerics;
            using Microsoft.Data.Sqlite;

            double Query(string query)
            {
                using var connection = new SqliteConnection("Data Source=:memory:");
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = query;
                return (double)command.ExecuteScalar();
            }

            var logistic = Define("logistic", [a - Base], (inputs, output) =>
            {
                for (var i = 0; i < output.Length; i++)
                    output[i] = (float)SpecialFunctions.Logistic(inputs[0][i]) - 0.5f;
            });
            Output = Base + Query("select 0.25 * 2") * logistic;
            """);

        folder.Build().ShouldSucceed().ShouldSay("39 merged");

        folder.Read("merge/obj/merge.plan.json").Should().Contain("\"weights\":[0.5]");
        folder.Read("merge/obj/merge.request.json").Should().Contain("nativeLibraries").And.Contain("e_sqlite3");
        folder.Files("merge/bin").Should().BeEquivalentTo(["README.md", "config.json", "merge.lock.json", "model.safetensors"]);
        var stamp = folder.Stamp();
        folder.Build("--no-restore").ShouldSucceed();
        folder.Stamp().Should().Be(stamp);
    }
}
