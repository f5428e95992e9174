using System.Globalization;
using System.Numerics;
using MergeSdk.Build.Incremental;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Checks;

/// <summary>
/// Tells of task vectors x − b where x was not trained from b, nor both from one model. Training changes the signs of few weights, while of models that were trained
/// apart half of the signs are equal, by chance. The signs were found while the tensors were read, and are remembered: a build that computes nothing tells the same.
/// </summary>
sealed class BaseCheck(MergeRequest request, PlanInputs inputs, ContentStore contents)
{
    /// <summary>From fewer signs nothing is concluded: of so many, more than <see cref="LeastEqual"/> are equal by chance once in a thousand times.</summary>
    const int FewestSigns = 256;

    /// <summary>So many tensors tell what the hundred thousand of a mixture of experts would.</summary>
    const int MostTensors = 1000;

    /// <summary>The share of equal signs after normally distributed weights were changed by three times their size; of fine-tunes it is mostly above 0.9.</summary>
    const double LeastEqual = 0.6;

    readonly List<Tally> _tallies = [];

    /// <summary>The warnings to tell: one for each pair of models.</summary>
    public IEnumerable<Diagnostic> Run()
    {
        var differences = new Dictionary<Node, List<Node>>();
        foreach (var tensor in request.Plan.Tensors)
        {
            if (!differences.TryGetValue(tensor.Node, out var found))
                differences.Add(tensor.Node, found = Differences(tensor.Node));
            foreach (var difference in found)
            {
                var (model, @base) = (Input(difference.Operands[0]), Input(difference.Operands[1]));
                var tally = TallyOf(model.Model, @base.Model);
                if (tally.Tensors < MostTensors)
                    Compare(inputs[model], inputs[@base], tally);
            }

            TensorReference Input(Node input) => tensor.Inputs[((Input)input.Method).Index];
        }
        return _tallies.Where(tally => tally.Signs >= FewestSigns && tally.Equal < LeastEqual * tally.Signs).Select(Warning);
    }

    /// <summary>The differences of inputs as they are stored.</summary>
    static List<Node> Differences(Node node) =>
        [.. node.Closure().Where(part => part.Method.IsDifference && part.Operands.All(operand => operand.Method is Input))];

    Tally TallyOf(string model, string @base)
    {
        // There are few. A dictionary of pairs would have to be compiled, in every build.
        foreach (var known in _tallies)
        {
            if (known.Model == model && known.Base == @base)
                return known;
        }
        var tally = new Tally(model, @base);
        _tallies.Add(tally);
        return tally;
    }

    /// <summary>Counts the signs of two tensors that there are to compare, and those that are equal.</summary>
    void Compare(StoredTensor model, StoredTensor @base, Tally tally)
    {
        var count = (int)Math.Min(SignScan.Elements, @base.Info.Shape.ElementCount);
        // Vectors, such as the weights of norms, mostly have one sign in every model.
        if (@base.Info.Shape.Rank < 2 || contents.Content(model)?.Signs is not { } signs || contents.Content(@base)?.Signs is not { } baseSigns)
            return;
        // So do masks, and rows of zeros.
        if (BitOperations.PopCount(baseSigns) is var negative && (negative == 0 || negative == count))
            return;
        tally.Tensors++;
        tally.Signs += count;
        tally.Equal += count - BitOperations.PopCount(signs ^ baseSigns);
    }

    Diagnostic Warning(Tally tally) => new(
        Severity.Warning,
        DiagnosticCodes.NotTheBase,
        string.Create(
            CultureInfo.InvariantCulture,
            $"model '{tally.Model}' was not trained from '{tally.Base}', it seems: of {tally.Signs} weights looked at in {tally.Tensors} tensors, ")
        + string.Create(CultureInfo.InvariantCulture, $"{100.0 * tally.Equal / tally.Signs:0} % have the same sign in both, about as many as by chance. ")
        + $"Then {tally.Model} - {tally.Base} is no task vector, and spoils what it is added to. "
        + $"Subtract the model that '{tally.Model}' was trained from",
        new SourcePosition(request.Checkpoints[tally.Model].Folder));

    /// <summary>What was found in the tensors of two models.</summary>
    sealed class Tally(string model, string @base)
    {
        public string Model => model;

        public string Base => @base;

        public int Tensors { get; set; }

        public int Signs { get; set; }

        public int Equal { get; set; }
    }
}
