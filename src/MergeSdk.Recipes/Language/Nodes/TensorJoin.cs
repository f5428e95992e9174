using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>
/// Compares the tensors of an operation's operands. Shapes and types that cannot be merged are errors at once; names that only some have are
/// recorded in <see cref="TensorDifferences"/>.
/// </summary>
sealed class TensorJoin
{
    readonly string _operation;
    readonly RecipeNode _anchor;
    readonly bool _union;
    readonly TensorDifferences _differences;
    readonly List<(string, string)> _shapes = [];
    readonly List<(string, string)> _types = [];
    readonly List<(string, string)> _quantized = [];
    readonly List<(string, string)> _unknown = [];
    readonly Dictionary<string, (string Name, TensorShape Shape, DType DType)> _added = [];
    readonly HashSet<string> _integers = [];
    bool _vocabulary;

    TensorJoin(string operation, RecipeNode anchor, bool union)
    {
        (_operation, _anchor, _union) = (operation, anchor, union);
        _differences = new TensorDifferences(operation);
    }

    /// <summary>The tensors of the result of an operation on models: those of the first, and heads that another one does not tie.</summary>
    public static (TensorTable Table, TensorDifferences? Differences) Points(string operation, IReadOnlyList<RecipeNode> operands) =>
        new TensorJoin(operation, operands[0], union: false).Run(operands);

    /// <summary>The tensors of a sum of task vectors: those of any.</summary>
    public static (TensorTable Table, TensorDifferences? Differences) Vectors(string operation, IReadOnlyList<RecipeNode> operands) =>
        new TensorJoin(operation, operands.FirstOrDefault(operand => !operand.Table.IsSparse) ?? operands[0], union: true).Run(operands);

    (TensorTable Table, TensorDifferences? Differences) Run(IReadOnlyList<RecipeNode> operands)
    {
        var compared = new HashSet<TensorTable>();
        foreach (var operand in operands)
        {
            // An operand with the anchor's own table can differ in nothing; only what cannot be computed with is looked for, once.
            if (operand == _anchor || (ReferenceEquals(operand.Table, _anchor.Table) && (_anchor.Table.IsArithmetic || !compared.Add(operand.Table))))
                continue;
            CompareAnchorsTensors(operand);
            CompareOthersTensors(operand);
        }
        Fail();
        _differences.Integers.AddRange(_integers);
        if (_differences.IsEmpty)
            return (ResultTable(), null);
        _differences.Site = RecipeErrors.Site();
        return (ResultTable(), _differences);
    }

    void CompareAnchorsTensors(RecipeNode operand)
    {
        var (anchor, other) = (_anchor.Table, operand.Table);
        for (var i = 0; i < anchor.Names.Count; i++)
        {
            var name = anchor.Names[i];
            var j = other.IndexOfOrTied(name, anchor.Shapes[i]);
            if (j < 0 && !other.IsSparse && !anchor.IsSparse)
                _differences.Missing.Add((name, operand.Label));
            else if (j >= 0)
                Compare(name, anchor.Shapes[i], anchor.DTypes[i], operand, j);
        }
    }

    void Compare(string name, TensorShape shape, DType type, RecipeNode operand, int index)
    {
        var (otherShape, otherType) = (operand.Table.Shapes[index], operand.Table.DTypes[index]);
        if (shape != otherShape)
        {
            _shapes.Add((name, $"{name} is {shape} in {_anchor.Label} and {otherShape} in {operand.Label}"));
            _vocabulary |= (TensorRoles.IsInputEmbedding(name) || TensorRoles.IsHead(name)) && shape.Rank == 2 && otherShape.Rank == 2 && shape[1] == otherShape[1];
        }
        else if (type.IsArithmetic() && otherType.IsArithmetic())
            return;
        else if (IsQuantized(name, shape, type) || IsQuantized(name, shape, otherType))
            _quantized.Add((name, $"{name} ({(type == otherType ? type.Code() : $"{type.Code()} in {_anchor.Label}, {otherType.Code()} in {operand.Label}")})"));
        else if (type.IsArithmetic() || otherType.IsArithmetic())
            _types.Add((name, $"{name} is {type.Code()} in {_anchor.Label} and {otherType.Code()} in {operand.Label}"));
        else
            _integers.Add(name);
    }

    /// <summary>
    /// Small floats and packed integers mean something only together with their scales. Integers count as packed if they look like a layer's weight;
    /// other integer tensors are buffers, such as position ids.
    /// </summary>
    static bool IsQuantized(string name, TensorShape shape, DType type) => type switch
    {
        DType.Float4 or DType.Float6E2M3 or DType.Float6E3M2 or DType.Float8E4M3 or DType.Float8E5M2 or DType.Float8E8M0 or DType.Complex64 => true,
        _ when type.IsArithmetic() => false,
        _ => shape.Rank >= 2 && (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("_packed", StringComparison.Ordinal)
            || name.EndsWith("qzeros", StringComparison.Ordinal)),
    };

    void CompareOthersTensors(RecipeNode operand)
    {
        var (anchor, other) = (_anchor.Table, operand.Table);
        for (var j = 0; j < other.Names.Count; j++)
        {
            var name = other.Names[j];
            if (anchor.IndexOf(name) >= 0)
                continue;
            if (_added.TryGetValue(name, out var added))
                Compare(name, added.Shape, added.DType, operand, j);
            else if (anchor.IndexOfOrTied(name, other.Shapes[j]) is >= 0 and var tied)
            {
                _added.Add(name, (name, anchor.Shapes[tied], anchor.DTypes[tied]));
                Compare(name, anchor.Shapes[tied], anchor.DTypes[tied], operand, j);
            }
            else if (other.IsSparse && !anchor.IsSparse)
                _unknown.Add((name, name));
            else if (_union)
            {
                _added.Add(name, other.Entry(j));
                if (!anchor.IsSparse)
                    _differences.Missing.Add((name, _anchor.Label));
            }
            else
                _differences.Extra.Add((name, operand.Label));
        }
    }

    TensorTable ResultTable()
    {
        var table = _anchor.Table;
        if (_added.Count == 0)
            return table;
        var tied = _added.Keys.Any(TensorRoles.IsHead) ? null : table.TiedEmbedding;
        return new TensorTable([.. Enumerable.Range(0, table.Names.Count).Select(table.Entry), .. _added.Values], tied, table.IsSparse);
    }

    void Fail()
    {
        var errors = new List<Diagnostic>();
        Add(DiagnosticCodes.ShapesDiffer, _shapes, $"{_operation}: shapes differ: ", _vocabulary ? ". Models with different vocabularies cannot be merged yet" : "");
        Add(DiagnosticCodes.TypesDiffer, _types, $"{_operation}: types differ: ", "");
        Add(DiagnosticCodes.Quantized, _quantized, $"{_operation} cannot compute with quantized tensors, dequantize the models to BF16 first: ", "");
        Add(
            DiagnosticCodes.AdapterMismatch, _unknown, $"{_operation}: an adapter changes tensors that {_anchor.Label} does not have: ",
            ". Was it trained for another model?");
        if (errors.Count > 0)
            throw new MergeException(errors);

        void Add(string code, List<(string, string)> tensors, string before, string after)
        {
            if (tensors.Count > 0)
                errors.Add(new Diagnostic(Severity.Error, code, before + TensorList.Text(tensors) + after, RecipeErrors.Site()?.Position()));
        }
    }
}
