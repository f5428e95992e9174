using System.Collections.ObjectModel;
using MergeSdk.Tensors;

namespace MergeSdk.Graph.Plans;

/// <summary>
/// Everything the engine needs to write a merged model, with every parameter resolved to a number. It is made from headers alone
/// and stored as <c>obj/merge.plan.json</c> (see <see cref="MergePlanFile"/>).
/// </summary>
sealed record MergePlan
{
    /// <summary>The merged model's name: the title of its card.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe's files, the recipe itself first, for the lock file and the model card.</summary>
    public required IReadOnlyList<RecipeFile> Recipe { get; init; }

    /// <summary>The arguments that the recipe asked for, by name, with the values it got, as JSON.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The models and adapters that the tensors read, in the project's order. Unused ones are left out.</summary>
    public required IReadOnlyList<PlannedModel> Models { get; init; }

    /// <summary>The recipe's seed; already part of every random step, repeated here for the lock file.</summary>
    public required long Seed { get; init; }

    /// <summary>The distinct steps, operands before the steps that use them. Leaves are <see cref="Input"/>s, so tensors treated alike share theirs.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>The output's weight files, in order.</summary>
    public required IReadOnlyList<PlannedShard> Shards { get; init; }

    /// <summary>Every output tensor, in natural order of names.</summary>
    public required IReadOnlyList<PlannedTensor> Tensors { get; init; }

    /// <summary>How the files beside the weights are made.</summary>
    public required PlannedFiles Files { get; init; }
}

/// <summary>A file of a recipe.</summary>
/// <param name="Name">Its path from the recipe's folder, with forward slashes.</param>
/// <param name="Text">What it says, with line ends as LF: the same on systems that end lines otherwise.</param>
sealed record RecipeFile(string Name, string Text);

/// <summary>A model folder that is read.</summary>
/// <param name="Name">Its variable in the recipe.</param>
/// <param name="Path">The folder as the project names it, with forward slashes.</param>
/// <param name="Id">What a model card calls it: a hub id such as <c>org/name</c>, or the folder's name.</param>
sealed record PlannedModel(string Name, string Path, string Id);

/// <summary>One weight file of the artifact.</summary>
/// <param name="File">Its name, <c>model.safetensors</c> or <c>model-00001-of-0000N.safetensors</c>.</param>
/// <param name="Bytes">Bytes of tensor data in it.</param>
sealed record PlannedShard(string File, long Bytes);

/// <summary>One output tensor.</summary>
/// <param name="Name">Its name in the output.</param>
/// <param name="DType">The output's element type.</param>
/// <param name="Shape">The output's shape.</param>
/// <param name="Node">The step whose value it is, rounded to that type.</param>
/// <param name="Inputs">What the <see cref="Input"/>s below that step stand for, by index.</param>
/// <param name="Shard">Index of its file in <see cref="MergePlan.Shards"/>.</param>
sealed record PlannedTensor(
    string Name, DType DType, TensorShape Shape, Node Node, IReadOnlyList<TensorReference> Inputs, int Shard);

/// <summary>What is written beside the weights.</summary>
/// <param name="Base">Name of the model whose small files are copied: config, tokenizer, generation config, chat template.</param>
/// <param name="Config">Properties to set in the copied <c>config.json</c>: a JSON pointer (RFC 6901) and the new value as JSON text.</param>
sealed record PlannedFiles(string Base, IReadOnlyList<ConfigEdit> Config);

/// <summary>One property of <c>config.json</c> to set.</summary>
/// <param name="Pointer">A JSON pointer, such as <c>/text_config/num_hidden_layers</c>.</param>
/// <param name="Value">The new value, as JSON text.</param>
sealed record ConfigEdit(string Pointer, string Value);
