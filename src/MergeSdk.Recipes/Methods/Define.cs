using System.Runtime.CompilerServices;
using MergeSdk.Graph;

namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>
    /// A method of your own on models, element by element: <c>Define("max", [a, b], (inputs, output) => { … })</c>. The function is given the same run of
    /// elements of every model and fills the result's. It is called from several threads at once, and may depend on nothing but what it is given.
    /// </summary>
    /// <param name="name">What messages and plans call it.</param>
    /// <param name="models">At least one model; the first gives element types, configuration and tokenizer.</param>
    /// <param name="combine">Fills <c>output</c> from <c>inputs[0]</c>, <c>inputs[1]</c>…, in float32; elements it leaves out are 0.</param>
    /// <param name="parameters">Numbers that may differ from tensor to tensor, such as a <c>Gradient</c>; the function finds them in <c>inputs.Parameters</c>.</param>
    /// <exception cref="MergeException">No name, model or function, or tensors that differ in shape or type.</exception>
    // Of the overloads for models and for task vectors, an empty or missing list means neither; with a priority it becomes an error of ours instead of the compiler's.
    [OverloadResolutionPriority(1)]
    public static Model Define(string name, IEnumerable<Model> models, TileFunction combine, IEnumerable<Param>? parameters = null) =>
        Define(Definition.Create(name, combine, parameters), models);

    /// <summary>
    /// A method of your own on models that needs sums over whole tensors first, such as norms. <c>measure</c> adds up each run of elements, <c>combine</c> is given the
    /// totals. The totals do not depend on the number of threads.
    /// </summary>
    /// <param name="name">What messages and plans call it.</param>
    /// <param name="models">At least one model; the first gives element types, configuration and tokenizer.</param>
    /// <param name="sums">How many sums there are, 1 to 64.</param>
    /// <param name="measure">Adds to <c>sums</c> what the given run of elements contributes.</param>
    /// <param name="combine">Fills <c>output</c> from <c>inputs</c> and the totals, in float32; elements it leaves out are 0.</param>
    /// <param name="parameters">Numbers that may differ from tensor to tensor, such as a <c>Gradient</c>; the functions find them in <c>inputs.Parameters</c>.</param>
    /// <exception cref="MergeException">No name, model or function, sums out of range, or tensors that differ in shape or type.</exception>
    [OverloadResolutionPriority(1)]
    public static Model Define(
        string name, IEnumerable<Model> models, int sums, TileMeasure measure, MeasuredTileFunction combine, IEnumerable<Param>? parameters = null) =>
        Define(Definition.Create(name, sums, measure, combine, parameters), models);

    /// <summary>
    /// A method of your own on task vectors, element by element. A tensor that a vector does not have is zeros to the function; where none of them has it, the result
    /// is zero, too.
    /// </summary>
    /// <param name="name">What messages and plans call it.</param>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="combine">Fills <c>output</c> from <c>inputs[0]</c>, <c>inputs[1]</c>…, in float32; elements it leaves out are 0.</param>
    /// <param name="parameters">Numbers that may differ from tensor to tensor, such as a <c>Gradient</c>; the function finds them in <c>inputs.Parameters</c>.</param>
    /// <exception cref="MergeException">No name, vector or function, or tensors that differ in shape or type.</exception>
    public static TaskVector Define(string name, IEnumerable<TaskVector> vectors, TileFunction combine, IEnumerable<Param>? parameters = null) =>
        Define(Definition.Create(name, combine, parameters), vectors);

    /// <summary>A method of your own on task vectors that needs sums over whole tensors first, such as norms.</summary>
    /// <param name="name">What messages and plans call it.</param>
    /// <param name="vectors">At least one task vector.</param>
    /// <param name="sums">How many sums there are, 1 to 64.</param>
    /// <param name="measure">Adds to <c>sums</c> what the given run of elements contributes.</param>
    /// <param name="combine">Fills <c>output</c> from <c>inputs</c> and the totals, in float32; elements it leaves out are 0.</param>
    /// <param name="parameters">Numbers that may differ from tensor to tensor, such as a <c>Gradient</c>; the functions find them in <c>inputs.Parameters</c>.</param>
    /// <exception cref="MergeException">No name, vector or function, sums out of range, or tensors that differ in shape or type.</exception>
    public static TaskVector Define(
        string name, IEnumerable<TaskVector> vectors, int sums, TileMeasure measure, MeasuredTileFunction combine, IEnumerable<Param>? parameters = null) =>
        Define(Definition.Create(name, sums, measure, combine, parameters), vectors);

    static Model Define(Definition definition, IEnumerable<Model> models) => new(ModelMethodNode.Create(
        definition.Label, Nodes(models), definition.Parameters, call => call.Add(Use(definition, call), call.OperandsOrFirst())));

    static TaskVector Define(Definition definition, IEnumerable<TaskVector> vectors) =>
        new(VectorMethodNode.Create(definition.Label, Nodes(vectors), definition.Parameters, method: call => Use(definition, call)));

    static UserMethod Use(Definition definition, TensorCall call) =>
        call.Resolution.Methods.Use(definition, [.. definition.Parameters.Select(parameter => call[parameter])]);
}
