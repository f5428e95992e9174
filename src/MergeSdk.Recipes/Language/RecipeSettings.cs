using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>What a recipe assigns: the merged model, and how it is written.</summary>
public sealed class RecipeSettings
{
    DType? _outputType;

    /// <summary>The merged model. Every recipe assigns it.</summary>
    public Model? Output { get; set; }

    /// <summary>
    /// The element type of the written tensors: <c>Float64</c>, <c>Float32</c>, <c>Float16</c> or <c>BFloat16</c>. Without it, or null, each tensor keeps
    /// the type it has in the base. Tensors that hold something other than these four types are copied as they are.
    /// </summary>
    /// <exception cref="MergeException">Another type.</exception>
    public DType? OutputType
    {
        get => _outputType;
        set => _outputType = value is not { } type || type.IsArithmetic() ? value : throw RecipeErrors.At(
            DiagnosticCodes.OutputTypeUnsupported, $"OutputType is {type}; it must be Float64, Float32, Float16 or BFloat16");
    }

    /// <summary>The seed of every random choice that has none of its own; 0 unless assigned. It may be assigned anywhere in the recipe.</summary>
    public long Seed { get; set; }

    /// <summary>What happens to tensors that only some models have: <c>Error</c> unless assigned. It may be assigned anywhere in the recipe.</summary>
    public MissingTensors Missing { get; set; }
}
