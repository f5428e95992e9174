using System.Globalization;

namespace MergeSdk.Recipes.Tests;

/// <summary>A recipe that depends on more than its text and its models is warned of, and a number in a text is the same number everywhere.</summary>
public sealed class MachineDependenceTests : IDisposable
{
    readonly Project _project = Project.OfThree();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("Environment.GetEnvironmentVariable(\"T\")", "MERGE2031: Environment.GetEnvironmentVariable reads the environment")]
    [InlineData("System.Environment.MachineName", "MERGE2031: Environment.MachineName reads the environment")]
    [InlineData("OperatingSystem.IsWindows()", "MERGE2031: OperatingSystem.IsWindows depends on the machine")]
    [InlineData("System.IO.File.ReadAllText(\"x\")", "MERGE2031: File.ReadAllText uses files or folders")]
    [InlineData("System.IO.Directory.Exists(\"x\")", "MERGE2031: Directory.Exists uses files or folders")]
    [InlineData("new System.IO.FileInfo(\"x\")", "MERGE2031: new FileInfo uses files or folders")]
    [InlineData("new System.IO.StreamReader(\"x\")", "MERGE2031: new StreamReader uses a file")]
    [InlineData("(Func<string, string>)System.IO.File.ReadAllText", "MERGE2031: File.ReadAllText uses files or folders")]
    [InlineData("System.IO.Path.GetTempPath()", "MERGE2031: Path.GetTempPath depends on the machine's folders")]
    [InlineData("Console.ReadLine()", "MERGE2031: Console.ReadLine reads standard input")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess()", "MERGE2031: Process.GetCurrentProcess uses another process")]
    [InlineData("new System.Net.Http.HttpClient()", "MERGE2031: new HttpClient uses the network")]
    [InlineData("DateTime.Now", "MERGE2032: DateTime.Now reads the clock")]
    [InlineData("Environment.TickCount64", "MERGE2032: Environment.TickCount64 reads the clock")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()", "MERGE2032: Stopwatch.GetTimestamp reads the clock")]
    [InlineData("new Random()", "MERGE2032: new Random is random")]
    [InlineData("((Func<Random>)(() => { Random made = new(); return made; }))()", "MERGE2032: new Random is random")]
    [InlineData("Random.Shared", "MERGE2032: Random.Shared is random")]
    [InlineData("Guid.NewGuid()", "MERGE2032: Guid.NewGuid is random")]
    [InlineData("new[] { 1, 2 }.Shuffle().ToArray()", "MERGE2032: Enumerable.Shuffle is random")]
    [InlineData("\"x\".GetHashCode()", "MERGE2032: String.GetHashCode differs from run to run")]
    [InlineData("HashCode.Combine(1, 2)", "MERGE2032: HashCode.Combine differs from run to run")]
    [InlineData("(1, \"x\").GetHashCode()", "MERGE2032: ValueTuple.GetHashCode differs from run to run")]
    [InlineData("System.Globalization.CultureInfo.CurrentCulture", "MERGE2033: CultureInfo.CurrentCulture is no machine's own here")]
    public void What_is_not_in_the_recipe_is_warned_of_at_its_place(string expression, string warning)
    {
        Warnings($"Func<object> other = () =>\n  {expression};\nOutput = code;").Should().ContainSingle().Which.Should().MatchRegex(
            $@"^recipe\.csx\(2,\d+\): warning {System.Text.RegularExpressions.Regex.Escape(warning)}");
    }

    [Theory]
    [InlineData("Math.Sqrt(2) + new Random(42).NextDouble() + \"abc\".Length + 3.GetHashCode()")]
    [InlineData("System.IO.Path.Combine(\"a\", \"b\") + Environment.NewLine + nameof(DateTime.Now) + typeof(System.IO.File).Name")]
    [InlineData("new System.IO.StreamReader(new System.IO.MemoryStream([1])).ReadToEnd() + new System.IO.StringReader(\"x\").ReadLine()")]
    [InlineData("new[] { 3, 1, 2 }.OrderBy(x => x).ToDictionary(x => x, x => x.ToString(System.Globalization.CultureInfo.InvariantCulture))")]
    [InlineData("new DateTime(2026, 1, 1).AddDays(1).Year + Guid.Parse(\"00000000-0000-0000-0000-000000000001\").ToString() + DayOfWeek.Monday.GetHashCode()")]
    [InlineData("((Func<string>)(() => { Console.WriteLine(\"x\"); return $\"{1.5:0.00}\"; }))()")]
    public void Ordinary_code_is_not_warned_of(string expression) => Warnings($"object other = {expression};\nOutput = code;").Should().BeEmpty();

    [Fact]
    public void Loaded_files_are_looked_into_and_referenced_assemblies_are_not()
    {
        _project.AddFile("part.csx", "\nParam Share() => Library.Now > 0 ? 0.5 : DateTime.Now.Hour;");
        FileTests.Emit(_project.Folder, "Library", "public static class Library { public static long Now => System.DateTime.Now.Ticks; }");

        Warnings("#load \"part.csx\"\n#r \"Library.dll\"\nOutput = Base + Share() * (code - Base);").Should().ContainSingle()
            .Which.Should().StartWith("part.csx(2,42): warning MERGE2032: DateTime.Now reads the clock.");
    }

    [Fact]
    public void Of_many_places_a_few_are_told_and_the_others_counted()
    {
        var warnings = Warnings($"{string.Concat(Enumerable.Repeat("_ = DateTime.Now;\n", 9))}Output = code;");

        warnings.Should().HaveCount(5);
        warnings[4].Should().StartWith("recipe.csx(5,5)").And.EndWith("write the value into the recipe (and 4 more such places)");
    }

    [Fact]
    public void A_recipe_that_is_kept_is_warned_of_again()
    {
        File.WriteAllText(_project.RecipePath, "var now = DateTime.Now;\nOutput = code;");
        var request = _project.Request with { CacheFile = Path.Combine(_project.Folder, "merge.recipe") };

        var first = RecipeProgram.Load(request).Plan();
        File.Exists(request.CacheFile).Should().BeTrue();
        var second = RecipeProgram.Load(request).Plan();

        second.Diagnostics.Should().Equal(first.Diagnostics).And.Contain(diagnostic => diagnostic.Code == DiagnosticCodes.RecipeNotRepeatable);
    }

    [Fact]
    public void A_recipe_runs_in_the_invariant_culture_whatever_the_callers()
    {
        var (own, comma) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = comma;
            _project.Expression("""
                var half = double.Parse("0.5");
                await System.Threading.Tasks.Task.Yield();
                var quarter = double.Parse("0.25");
                Output = Base + half * (code - Base) + quarter * (fr - Base) + Per(tensor => double.Parse("0.125")) * (code - fr);
                """).Should().Be("Base + (0.5 * (code - Base) + 0.25 * (fr - Base) + 0.125 * (code - fr))");
            CultureInfo.CurrentCulture.Should().BeSameAs(comma);
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
    }

    List<string> Warnings(string recipe) =>
    [
        .. _project.Compile(recipe).Diagnostics
            .Where(diagnostic => diagnostic.Severity == Severity.Warning)
            .Select(diagnostic => diagnostic.ToString().Replace(_project.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)),
    ];
}
