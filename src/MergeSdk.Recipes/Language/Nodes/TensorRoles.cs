namespace MergeSdk.Recipes;

/// <summary>The few roles that are told by name in every architecture: embeddings and heads.</summary>
static class TensorRoles
{
    static readonly Glob[] s_embeddings = [new("*embed*"), new("*wte*"), new("*wpe*")];
    static readonly Glob[] s_inputs = [new("*embed_tokens.weight"), new("*wte.weight"), new("*word_embeddings.weight"), new("*embed_in.weight")];
    static readonly Glob[] s_heads = [new("*lm_head.weight"), new("embed_out.weight"), new("cls.predictions.decoder.weight")];

    /// <summary>Whether a tensor outside of layers belongs to the model's beginning.</summary>
    public static bool IsEmbedding(string name) => !IsHead(name) && s_embeddings.Any(glob => glob.IsMatch(name));

    /// <summary>Whether the rows of this tensor are the vocabulary's input embeddings, which a tied head repeats.</summary>
    public static bool IsInputEmbedding(string name) => s_inputs.Any(glob => glob.IsMatch(name));

    /// <summary>Whether this tensor turns the last hidden state into logits.</summary>
    public static bool IsHead(string name) => s_heads.Any(glob => glob.IsMatch(name));
}
