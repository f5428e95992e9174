using MergeSdk.Engine.Factors;
using MergeSdk.Engine.UserMethods;
using MergeSdk.Tensors;

namespace MergeSdk.Engine.Execution;

/// <summary>
/// Computes one output tensor, or a part of its expression: as many passes over its tiles as its operations need for their figures, then one that writes or shows it.
/// Passes of independent operations are shared, and the first one over all tiles hashes the inputs whose content is not known yet.
/// </summary>
sealed class TensorMerge : IDisposable
{
    readonly PlannedTensor _tensor;
    readonly TileProgram _program;
    readonly IReadOnlyList<InputTensor> _inputs;
    readonly TileOperation?[] _operations;
    readonly Tiling _tiling;
    readonly Chunk _chunk;

    public TensorMerge(
        PlannedTensor tensor,
        TileProgram program,
        IReadOnlyList<InputTensor> inputs,
        MergeBuffers buffers,
        IReadOnlyDictionary<string, UserMethodCode> userMethods,
        TensorFactors factors,
        Func<int, (uint Bits, long? KeptEquals)> thresholdOf)
    {
        (_tensor, _program, _inputs) = (tensor, program, inputs);
        _tiling = new Tiling(tensor.Shape, program.WorksByRows);
        _chunk = new Chunk(_tiling, program.Registers, [.. inputs.Select(input => input.Stored.Info.DType.ElementBytes()), tensor.DType.ElementBytes()], buffers.BytesEach);
        _operations = new TileOperation?[program.Nodes.Count];
        var context = new OperationContext(
            tensor, _tiling, buffers.Workers, index => (inputs[index].Stored.Info.Shape, inputs[index].ReadAll()))
        {
            UserMethods = userMethods,
            Factors = factors,
            ThresholdOf = thresholdOf,
            FactorOf = factor => _operations.OfType<FactorOperation>().First(operation => operation.Factor.ToString() == factor.ToString()),
        };
        for (var i = 0; i < _operations.Length; i++)
            _operations[i] = program.Nodes[i].Expression is Input ? null : program.Nodes[i].Expression.CreateOperation(context);
        // What was read as a whole is hashed by now and must not be hashed again.
        foreach (var input in program.Nodes.Where(node => node.Expression.ReadsWholeOperands).SelectMany(node => node.Expression.Leaves))
            inputs[input.Index].FinishContent();
    }

    /// <summary>Computes and writes. <paramref name="forEachBlock"/> calls its action once for each block, from as many threads as it likes.</summary>
    public void Write(Action<int, Action<int, Workspace>> forEachBlock, OutputTensor output) =>
        Run(forEachBlock, (schedule, block, workspace) => WriteBlock(schedule, block, workspace, output));

    /// <summary>Computes, and calls an action with the number of a worker and the elements of a tile, once for each tile, from as many threads.</summary>
    public void Visit(Action<int, Action<int, Workspace>> forEachBlock, Action<int, ReadOnlySpan<float>> action) =>
        Run(forEachBlock, (schedule, block, workspace) => VisitBlock(schedule, block, workspace, action));

    public void Dispose()
    {
        foreach (var operation in _operations)
            operation?.Release();
    }

    void Run(Action<int, Action<int, Workspace>> forEachBlock, Action<TileProgram.Schedule, int, Workspace> finish)
    {
        while (ReadyForPass() is { Count: > 0 } ready)
        {
            if (ready.Exists(node => _operations[node]!.TakesSample))
            {
                ready.RemoveAll(node => !_operations[node]!.TakesSample);
                RunSample(ready, forEachBlock);
            }
            else
            {
                RunPass(ready, forEachBlock);
            }
            foreach (var node in ready)
                _operations[node]!.EndPass((count, action) => forEachBlock(count, (i, _) => action(i)));
        }

        var schedule = _program.ScheduleFor([_program.Root]);
        forEachBlock(_tiling.BlockCount, (block, workspace) => finish(schedule, block, workspace));
        FinishContents(schedule);
    }

    /// <summary>The nodes that need a pass and whose operands can be evaluated already.</summary>
    List<int> ReadyForPass()
    {
        var evaluable = new bool[_operations.Length];
        var ready = new List<int>();
        for (var i = 0; i < _operations.Length; i++)
        {
            var operandsEvaluable = _program.Nodes[i].Operands.All(operand => evaluable[operand]);
            var needsPass = _operations[i] is { NeedsPass: true };
            evaluable[i] = operandsEvaluable && !needsPass;
            if (operandsEvaluable && needsPass)
                ready.Add(i);
        }
        return ready;
    }

    void RunPass(List<int> ready, Action<int, Action<int, Workspace>> forEachBlock)
    {
        var (schedule, operands) = ScheduleFor(ready);
        var ordered = ready.Select(node => _operations[node]!).Where(operation => operation.TakesBlocksInOrder).ToList();
        var turns = new Turnstile();
        forEachBlock(_tiling.BlockCount, (block, workspace) => turns.Enter(
            block,
            () => EvaluateBlock(schedule, block, workspace, (start, _, length, registers) => AccumulateTile(ready, schedule, operands, start, length, registers, workspace)),
            ordered.Count == 0 ? null : () => ordered.ForEach(operation => operation.EndBlock(workspace.Worker))));
        FinishContents(schedule);
    }

    void RunSample(List<int> ready, Action<int, Action<int, Workspace>> forEachBlock)
    {
        var (schedule, operands) = ScheduleFor(ready);
        forEachBlock(_tiling.SampleTiles, (place, workspace) =>
        {
            var start = (long)_tiling.SampleTile(place) * _tiling.TileElements;
            var length = (int)Math.Min(_tiling.TileElements, _tiling.Elements - start);
            Read(schedule, start, length, workspace, sample: true);
            var registers = Registers(schedule, workspace);
            EvaluateTile(schedule, start, 0, length, registers, workspace);
            AccumulateTile(ready, schedule, operands, start, length, registers, workspace);
        });
    }

    /// <summary>The steps to the operands of the nodes, and the registers that then hold each node's.</summary>
    (TileProgram.Schedule Schedule, List<int[]> Operands) ScheduleFor(List<int> ready)
    {
        var operands = ready.SelectMany(node => _program.Nodes[node].TileOperands).Distinct().ToList();
        var schedule = _program.ScheduleFor(operands);
        return (schedule, [.. ready.Select(node => _program.Nodes[node].TileOperands.Select(operand => schedule.Goals[operands.IndexOf(operand)]).ToArray())]);
    }

    void AccumulateTile(
        List<int> ready, TileProgram.Schedule schedule, List<int[]> operands, long start, int length, float[][] registers, Workspace workspace)
    {
        for (var i = 0; i < ready.Count; i++)
            _operations[ready[i]]!.Accumulate(MakeTile(schedule, start, length, registers, operands[i], workspace));
    }

    void WriteBlock(TileProgram.Schedule schedule, int block, Workspace workspace, OutputTensor destination) => EvaluateBlock(
        schedule,
        block,
        workspace,
        (_, inChunk, length, registers) =>
            Conversion.Narrow(registers[schedule.Goals[0]].AsSpan(0, length), _tensor.DType, _chunk.Output(workspace, inChunk, length)),
        (start, count) => destination.Write(start * _tensor.DType.ElementBytes(), _chunk.Output(workspace, 0, count)));

    void VisitBlock(TileProgram.Schedule schedule, int block, Workspace workspace, Action<int, ReadOnlySpan<float>> action) => EvaluateBlock(
        schedule, block, workspace, (_, _, length, registers) => action(workspace.Worker, registers[schedule.Goals[0]].AsSpan(0, length)));

    /// <summary>Reads a block, as much of it at a time as there is memory for, and evaluates it tile by tile.</summary>
    /// <param name="schedule">What to evaluate.</param>
    /// <param name="block">The block's number.</param>
    /// <param name="workspace">The buffers.</param>
    /// <param name="forTile">Called for each tile: its first element in the tensor and in the chunk, its length, and the registers.</param>
    /// <param name="afterChunk">Called after each chunk: its first element and its length.</param>
    void EvaluateBlock(TileProgram.Schedule schedule, int block, Workspace workspace, Action<long, int, int, float[][]> forTile, Action<long, int>? afterChunk = null)
    {
        var registers = Registers(schedule, workspace);
        var end = Math.Min(_tiling.Elements, (block + 1L) * _tiling.BlockElements);
        for (var start = (long)block * _tiling.BlockElements; start < end; start += _chunk.Elements)
        {
            var count = (int)Math.Min(_chunk.Elements, end - start);
            Read(schedule, start, count, workspace, sample: false);
            for (var done = 0; done < count; done += _tiling.TileElements)
            {
                var length = Math.Min(_tiling.TileElements, count - done);
                EvaluateTile(schedule, start, done, length, registers, workspace);
                forTile(start + done, done, length, registers);
            }
            afterChunk?.Invoke(start, count);
        }
    }

    void Read(TileProgram.Schedule schedule, long start, int count, Workspace workspace, bool sample)
    {
        foreach (var step in schedule.Steps)
        {
            if (_program.Nodes[step.Node].Expression is Input input)
            {
                var stored = _inputs[input.Index];
                var bytes = _chunk.Input(workspace, input.Index, 0, count);
                if (sample)
                    stored.ReadSample(start * stored.Stored.Info.DType.ElementBytes(), bytes);
                else
                    stored.Read(start * stored.Stored.Info.DType.ElementBytes(), bytes);
            }
        }
    }

    void EvaluateTile(TileProgram.Schedule schedule, long chunkStart, int done, int length, float[][] registers, Workspace workspace)
    {
        foreach (var step in schedule.Steps)
        {
            var result = registers[step.Register].AsSpan(0, length);
            if (_program.Nodes[step.Node].Expression is Input input)
            {
                Conversion.Widen(_inputs[input.Index].Stored.Info.DType, _chunk.Input(workspace, input.Index, done, length), result);
            }
            else
            {
                _operations[step.Node]!.Evaluate(MakeTile(schedule, chunkStart + done, length, registers, step.Operands, workspace), result);
            }
        }
    }

    Tile MakeTile(TileProgram.Schedule schedule, long start, int length, float[][] registers, int[] operands, Workspace workspace) =>
        new((int)(start / _tiling.TileElements), start, length, workspace.Worker, registers, operands, schedule.Registers);

    float[][] Registers(TileProgram.Schedule schedule, Workspace workspace) =>
        workspace.Registers(schedule.Registers + TileProgram.ScratchRegisters, _tiling.TileElements);

    /// <summary>Every pass reads the inputs of its schedule from end to end; what it read first is hashed now.</summary>
    void FinishContents(TileProgram.Schedule schedule)
    {
        foreach (var step in schedule.Steps)
        {
            if (_program.Nodes[step.Node].Expression is Input input)
                _inputs[input.Index].FinishContent();
        }
    }
}
