using MergeSdk.Tensors;
using MergeSdk.TestModels;
using Spectre.Console;

namespace MergeSdk.Benchmarks;

/// <summary>
/// A base model and three fine-tunes of it, the same on every run: the base is N(0, 0.02), as Llama models are initialized; a fine-tune adds N(0, 0.0003), a
/// few units in the last place of bfloat16, so that many elements change by the same amount or not at all, as those of real fine-tunes do. Norms are around 1.
/// </summary>
sealed class ModelFamily
{
    public const string Base = "base";

    /// <summary>The fine-tunes.</summary>
    public static readonly IReadOnlyList<string> Donors = ["code", "french", "prose"];

    /// <summary>All, the base first.</summary>
    public static readonly IReadOnlyList<string> Models = [Base, .. Donors];

    const float BaseDeviation = 0.02f;
    const float ChangeDeviation = 0.0003f;

    // Near 1, bfloat16 is so coarse that smaller changes would all be none, and some methods have no answer to vectors of zeros.
    const float NormChangeDeviation = 0.01f;

    const int BlockElements = 1 << 18;

    readonly string _folder;

    ModelFamily(ModelShape shape, string folder) => (Shape, _folder) = (shape, folder);

    public ModelShape Shape { get; }

    /// <summary>The family of a shape: made the first time, taken from <c>artifacts/bench/models</c> after that.</summary>
    public static ModelFamily Get(ModelShape shape)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "bench", "models", shape.Name);
        if (!Directory.Exists(folder))
        {
            AnsiConsole.WriteLine($"making the models in {folder}");
            // Under another name until it is complete.
            var unfinished = folder + ".unfinished";
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            Make(shape, unfinished);
            Directory.Move(unfinished, folder);
        }
        return new ModelFamily(shape, folder);
    }

    /// <summary>A model's folder.</summary>
    public string this[string model] => Path.Combine(_folder, model);

    /// <summary>A model's weight files, in order.</summary>
    public IReadOnlyList<string> Weights(string model) => [.. Directory.EnumerateFiles(this[model], "*.safetensors").Order(StringComparer.Ordinal)];

    static void Make(ModelShape shape, string folder)
    {
        var models = Models.Select(model => ShardedModel.Create(Path.Combine(folder, model), [.. shape.Tensors], shards: 2, shape.Config)).ToList();
        var stream = 0UL;
        for (var shard = 0; shard < models[0].Count; shard++)
        {
            var files = models.Select(model => model[shard].File).ToList();
            foreach (var (name, dimensions) in models[0][shard].Tensors)
            {
                var elements = dimensions.Aggregate(1L, (product, dimension) => product * dimension);
                var tensor = stream;
                stream += (ulong)files.Count;
                Parallel.For(0, (elements + BlockElements - 1) / BlockElements, block =>
                    MakeBlock(files, name, tensor, block * BlockElements, (int)Math.Min(BlockElements, elements - (block * BlockElements)), isNorm: dimensions.Length == 1));
            }
        }
        models.SelectMany(model => model).ToList().ForEach(shard => shard.File.Dispose());
    }

    static void MakeBlock(IReadOnlyList<WeightFile> files, string tensor, ulong stream, long start, int count, bool isNorm)
    {
        var (original, values, words, stored) = (new float[count], new float[count], new uint[count / 2], new byte[2 * count]);
        original.AsSpan().Fill(isNorm ? 1 : 0);
        NormalNoise.Add(stream, start, BaseDeviation, original, words);
        for (var model = 0; model < files.Count; model++)
        {
            original.CopyTo(values, 0);
            if (model > 0)
                NormalNoise.Add(stream + (ulong)model, start, isNorm ? NormChangeDeviation : ChangeDeviation, values, words);
            Conversion.Narrow(values, DType.BFloat16, stored);
            // Fine-tunes start from the base as it is stored.
            if (model == 0)
                Conversion.Widen(DType.BFloat16, stored, original);
            files[model].Write(tensor, 2 * start, stored);
        }
    }
}
