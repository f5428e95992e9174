namespace MergeSdk.Engine.Execution;

/// <summary>
/// An expression as a list of steps over tiles, each after the steps it needs, equal subexpressions once:
/// <c>b + 0.6·(x − b)</c> reads b once. Made once for each expression of a plan and shared by all its tensors.
/// </summary>
sealed class TileProgram
{
    /// <summary>Registers behind those of a schedule, for operations to scratch in.</summary>
    public const int ScratchRegisters = 2;

    readonly List<Node> _nodes = [];
    readonly Dictionary<string, int> _byText = [];
    readonly Dictionary<Expression, int> _known = new(ReferenceEqualityComparer.Instance);

    public TileProgram(Expression expression)
    {
        Expression = expression;
        Root = Add(expression);
        var operands = _nodes.SelectMany(node => node.TileOperands).Distinct().ToList();
        Registers = Math.Max(ScheduleFor([Root]).Registers, ScheduleFor(operands).Registers) + ScratchRegisters;
    }

    public Expression Expression { get; }

    /// <summary>Whether a node needs tiles of whole rows.</summary>
    public bool WorksByRows => _nodes.Exists(node => node.Expression.WorksByRows);

    /// <summary>Whether a node is a factor.</summary>
    public bool HasFactors => _nodes.Exists(node => node.Expression is Factor);

    /// <summary>The nodes; operands come before the nodes that use them.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Index of the node whose value is the expression's.</summary>
    public int Root { get; }

    /// <summary>Most registers that evaluating it takes, in any pass.</summary>
    public int Registers { get; }

    /// <summary>A list of steps that leaves the values of <paramref name="goals"/> in registers, using as few registers as it can.</summary>
    public Schedule ScheduleFor(IReadOnlyList<int> goals)
    {
        var uses = new int[_nodes.Count];
        foreach (var goal in goals)
            CountUses(goal, uses);

        var register = new int[_nodes.Count];
        var free = new Stack<int>();
        var registers = 0;
        var steps = new List<Step>();
        for (var i = 0; i < _nodes.Count; i++)
        {
            if (uses[i] == 0)
                continue;
            // The result gets a register of its own: an operation may read its operands after it has begun to write.
            register[i] = free.TryPop(out var reused) ? reused : registers++;
            var tileOperands = _nodes[i].EvaluationOperands;
            steps.Add(new Step(i, register[i], [.. tileOperands.Select(operand => register[operand])]));
            foreach (var operand in tileOperands)
            {
                if (--uses[operand] == 0)
                    free.Push(register[operand]);
            }
        }
        return new Schedule(steps, [.. goals.Select(goal => register[goal])], registers);
    }

    void CountUses(int node, int[] uses)
    {
        if (uses[node]++ > 0)
            return;
        foreach (var operand in _nodes[node].EvaluationOperands)
            CountUses(operand, uses);
    }

    int Add(Expression expression)
    {
        if (_known.TryGetValue(expression, out var known))
            return known;
        // Operands that are read as a whole are the operation's own business and never pass through tiles.
        int[] operands = expression.ReadsWholeOperands ? [] : [.. expression.Operands.Select(Add)];
        // Equal operands have equal numbers, so the text of the node alone tells whether the whole is equal.
        var text = expression.FormatNode([.. expression.ReadsWholeOperands ? expression.Operands.Select(operand => operand.ToString()) : operands.Select(operand => $"@{operand}")]);
        if (!_byText.TryGetValue(text, out var index))
        {
            int[] tileOperands = expression.ReadsWholeOperands ? [] : [.. expression.TileOperands.Select(Add)];
            index = _nodes.Count;
            _nodes.Add(new Node(expression, operands, tileOperands));
            _byText.Add(text, index);
        }
        return _known[expression] = index;
    }

    /// <param name="Expression">The node's expression.</param>
    /// <param name="Operands">Nodes that must be evaluable before it, in the order of its operands.</param>
    /// <param name="TileOperands">Nodes whose tiles it takes in passes, in that order.</param>
    internal sealed record Node(Expression Expression, IReadOnlyList<int> Operands, IReadOnlyList<int> TileOperands)
    {
        /// <summary>Nodes whose tiles it takes when it is evaluated, after its passes.</summary>
        public IReadOnlyList<int> EvaluationOperands => Expression.EvaluatesAlone ? [] : TileOperands;
    }

    /// <param name="Node">The node to compute.</param>
    /// <param name="Register">The register that receives its tile.</param>
    /// <param name="Operands">The registers of its operands.</param>
    internal sealed record Step(int Node, int Register, int[] Operands);

    /// <param name="Steps">What to do for each tile, in order.</param>
    /// <param name="Goals">The registers that hold the goals afterwards.</param>
    /// <param name="Registers">How many registers the steps need.</param>
    internal sealed record Schedule(IReadOnlyList<Step> Steps, int[] Goals, int Registers);
}
