using MergeSdk.Graph;

namespace MergeSdk.Compute;

/// <summary>The steps to a value as they are run over tiles, each after the steps it needs. Made once for each root of a plan and shared by all its tensors.</summary>
sealed class TileProgram
{
    /// <summary>Registers behind those of a schedule, for operations to scratch in.</summary>
    public const int ScratchRegisters = 2;

    /// <summary>Registers that passes of independent steps may share; what needs more takes turns. More than any method of the field comes near.</summary>
    const int SharedRegisters = 64;

    public TileProgram(Node root)
    {
        var nodes = root.Closure();
        var places = new Dictionary<Node, int>(nodes.Count);
        var steps = new Step[nodes.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            places.Add(nodes[i], i);
            steps[i] = new Step(nodes[i], [.. nodes[i].Operands.Select(operand => places[operand])]);
        }
        Steps = steps;
        Registers = ScheduleFor([Root]).Registers;
        var operands = Steps.SelectMany(step => step.TileOperands).Distinct().ToList();
        Registers = Math.Max(Registers, Math.Min(SharedRegisters, ScheduleFor(operands).Registers));
        foreach (var alone in Steps.Where(step => step.Node.Method.EvaluatesAlone))
            Registers = Math.Max(Registers, ScheduleFor(alone.TileOperands).Registers);
        Registers += ScratchRegisters;
    }

    /// <summary>The steps; operands come before the steps that use them.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The place of the step whose value is wanted.</summary>
    public int Root => Steps.Count - 1;

    /// <summary>Whether a step needs tiles of whole rows.</summary>
    public bool WorksByRows => Steps.Any(step => step.Node.Method.WorksByRows);

    /// <summary>Whether a step is a factor.</summary>
    public bool HasFactors => Steps.Any(step => step.Node.Method is FactorMethod);

    /// <summary>Most registers that it takes, in any pass.</summary>
    public int Registers { get; }

    /// <summary>What to do to have the values of <paramref name="goals"/> in registers, of which it uses as few as it can.</summary>
    public Schedule ScheduleFor(IReadOnlyList<int> goals)
    {
        var uses = CountUses(goals);
        var register = new int[Steps.Count];
        var free = new Stack<int>();
        var registers = 0;
        var moves = new List<Move>();
        for (var i = 0; i < Steps.Count; i++)
        {
            if (uses[i] == 0)
                continue;
            // The result gets a register of its own: an operation may read its operands after it has begun to write.
            register[i] = free.TryPop(out var reused) ? reused : registers++;
            var operands = Steps[i].EvaluationOperands;
            moves.Add(new Move(i, register[i], [.. operands.Select(operand => register[operand])]));
            foreach (var operand in operands)
            {
                if (--uses[operand] == 0)
                    free.Push(register[operand]);
            }
        }
        return new Schedule(moves, [.. goals.Select(goal => register[goal])], registers);
    }

    int[] CountUses(IReadOnlyList<int> goals)
    {
        var uses = new int[Steps.Count];
        foreach (var goal in goals)
            uses[goal]++;
        for (var i = uses.Length - 1; i >= 0; i--)
        {
            if (uses[i] == 0)
                continue;
            foreach (var operand in Steps[i].EvaluationOperands)
                uses[operand]++;
        }
        return uses;
    }

    /// <summary>A step of the computation.</summary>
    internal sealed class Step
    {
        /// <param name="node">The step.</param>
        /// <param name="operands">The places of its operands.</param>
        public Step(Node node, int[] operands)
        {
            (Node, Operands) = (node, operands);
            TileOperands = [.. operands.Where((_, i) => node.Method.TakesTilesOf(i))];
            EvaluationOperands = node.Method.EvaluatesAlone ? [] : TileOperands;
        }

        public Node Node { get; }

        /// <summary>Steps that must be evaluable before it.</summary>
        public IReadOnlyList<int> Operands { get; }

        /// <summary>Steps whose tiles it takes in passes.</summary>
        public int[] TileOperands { get; }

        /// <summary>Steps whose tiles it takes when it is evaluated, after its passes.</summary>
        public int[] EvaluationOperands { get; }
    }

    /// <param name="Step">The step to compute.</param>
    /// <param name="Register">The register that receives its tile.</param>
    /// <param name="Operands">The registers of its operands.</param>
    internal sealed record Move(int Step, int Register, int[] Operands);

    /// <param name="Moves">What to do for each tile, in order.</param>
    /// <param name="Goals">The registers that hold the goals afterwards.</param>
    /// <param name="Registers">How many registers the moves need.</param>
    internal sealed record Schedule(IReadOnlyList<Move> Moves, int[] Goals, int Registers);
}
