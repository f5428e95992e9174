using System.Globalization;
using MergeSdk.Tensors;

namespace MergeSdk.Tool.Verification;

/// <summary>Whether every token has a row of the embedding, and an id of its own.</summary>
static class TokenizerCheck
{
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="embeddingRows">Rows of the input embedding; <see cref="long.MaxValue"/> if they are not known.</param>
    public static IEnumerable<Diagnostic> Run(Vocabulary vocabulary, long embeddingRows) => [.. Beyond(vocabulary, embeddingRows), .. Twice(vocabulary).First3()];

    static IEnumerable<Diagnostic> Beyond(Vocabulary vocabulary, long embeddingRows)
    {
        var beyond = vocabulary.Tokens.Where(token => token.Id >= embeddingRows || token.Id < 0).Distinct().ToList();
        return beyond.Count == 0 ? [] : [Warning(vocabulary, string.Create(
            CultureInfo.InvariantCulture,
            $"{beyond.Count} tokens have no row among the {embeddingRows} of the embedding, the first {Quote(beyond[0])}; a text that has one ends in an error. Take the tokenizer of the model whose embedding this is"))];
    }

    static IEnumerable<Diagnostic> Twice(Vocabulary vocabulary)
    {
        // An added token is usually one of the model's, with the same id.
        var distinct = vocabulary.Tokens.Distinct().ToList();
        foreach (var tokens in distinct.GroupBy(token => token.Text, StringComparer.Ordinal).Where(tokens => tokens.Count() > 1))
            yield return Warning(vocabulary, $"the token {QuotedName.Of(tokens.Key)} has the ids {string.Join(" and ", tokens.Select(token => token.Id))}; which one counts differs between programs. Remove all but one");
        foreach (var tokens in distinct.GroupBy(token => token.Id).Where(tokens => tokens.Count() > 1))
            yield return Warning(vocabulary, $"the id {tokens.Key} has the tokens {string.Join(" and ", tokens.Select(token => QuotedName.Of(token.Text)))}; which one is written differs between programs. Remove all but one");
    }

    static string Quote((string Text, long Id) token) => string.Create(CultureInfo.InvariantCulture, $"{QuotedName.Of(token.Text)} with the id {token.Id}");

    static Diagnostic Warning(Vocabulary vocabulary, string message) =>
        new(Severity.Warning, DiagnosticCodes.VerifyTokenizer, message, new SourcePosition(vocabulary.Path));
}
