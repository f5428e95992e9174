using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace MergeSdk.Recipes.Tests;

public sealed class GlobTests
{
    [Fact]
    public void A_glob_matches_what_the_regular_expression_matches()
    {
        var texts = Gen.Elements('a', 'b', '.').ListOf().Select(list => string.Concat(list));
        var patterns = Gen.Elements('a', 'b', '.', '*', '?').ListOf().Select(list => string.Concat(list));

        Prop.ForAll(patterns.ToArbitrary(), texts.ToArbitrary(), (pattern, text) =>
        {
            var regex = $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}$";
            return new Glob(pattern).IsMatch(text) == Regex.IsMatch(text, regex);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_hostile_pattern_is_not_slow() =>
        new Glob(string.Concat(Enumerable.Repeat("a*", 50)) + "b").IsMatch(new string('a', 5000)).Should().BeFalse();
}
