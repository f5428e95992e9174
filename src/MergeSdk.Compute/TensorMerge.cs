using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Compute;

/// <summary>
/// Computes one output tensor, or a step on the way to it: as many passes over its tiles as its operations need for their figures, then one that writes or shows it.
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
    BlockLoop _forEachBlock = (_, _) => throw new InvalidOperationException("Nothing is being merged.");

    /// <param name="tensor">The tensor.</param>
    /// <param name="program">What to compute of it.</param>
    /// <param name="inputs">Its inputs, opened.</param>
    /// <param name="computation">What it is a part of.</param>
    public TensorMerge(PlannedTensor tensor, TileProgram program, IReadOnlyList<InputTensor> inputs, Computation computation)
    {
        (_tensor, _program, _inputs) = (tensor, program, inputs);
        _tiling = new Tiling(tensor.Shape, program.WorksByRows);
        int[] sizes = [.. inputs.Select(input => input.Stored.Info.DType.ElementBytes()), tensor.DType.ElementBytes()];
        _chunk = new Chunk(_tiling, program.Registers, sizes, computation.Buffers.BytesEach);
        _operations = new TileOperation?[program.Steps.Count];
        for (var i = 0; i < _operations.Length; i++)
        {
            var node = program.Steps[i].Node;
            if (node.Method is Input)
                continue;
            _operations[i] = node.Method.CreateOperation(new OperationContext(node, tensor.Name, tensor.Inputs, _tiling, computation.Buffers.Workers)
            {
                Load = Load,
                Loop = (count, action) => _forEachBlock(count, (item, _) => action(item)),
                Matrices = computation.Matrices,
                UserMethods = computation.UserMethods,
                FindFactor = factor => computation.Cache.Find(factor, tensor),
                KeepFactor = (factor, value) => computation.Cache.Keep(factor, tensor, value),
                ThresholdOf = group => computation.Thresholds[group, tensor],
                OperationOf = below => _operations[IndexOf(below)]!,
            });
        }
    }

    /// <summary>Computes and writes.</summary>
    public void Write(BlockLoop forEachBlock, OutputTensor output) =>
        Run(forEachBlock, (schedule, block, workspace) => WriteBlock(schedule, block, workspace, output));

    /// <summary>Computes, and calls an action with the number of a worker and the elements of a tile, once for each tile, from as many threads.</summary>
    public void Visit(BlockLoop forEachBlock, Action<int, ReadOnlySpan<float>> action) =>
        Run(forEachBlock, (schedule, block, workspace) => VisitBlock(schedule, block, workspace, action));

    public void Dispose()
    {
        foreach (var operation in _operations)
            operation?.Release();
    }

    int IndexOf(Node node)
    {
        for (var i = 0; i < _program.Steps.Count; i++)
        {
            if (_program.Steps[i].Node == node)
                return i;
        }
        throw new InvalidOperationException("The step is not below this one.");
    }

    float[] Load(Input input)
    {
        var values = _inputs[input.Index].ReadAll();
        // What was read as a whole is hashed by now and must not be hashed again.
        _inputs[input.Index].FinishContent();
        return values;
    }

    void Run(BlockLoop forEachBlock, Action<TileProgram.Schedule, int, Workspace> finish)
    {
        _forEachBlock = forEachBlock;
        RunPasses();
        var schedule = _program.ScheduleFor([_program.Root]);
        forEachBlock(_tiling.BlockCount, (block, workspace) => finish(schedule, block, workspace));
        FinishContents(schedule);
    }

    void RunPasses()
    {
        var passes = new IEnumerator<Pass>?[_operations.Length];
        var done = new bool[_operations.Length];
        while (ReadyForPass(passes, done) is { Count: > 0 } ready)
        {
            if (ready.Exists(step => passes[step]!.Current.Sample))
            {
                ready.RemoveAll(step => !passes[step]!.Current.Sample);
                RunSample([.. ready.Select(step => passes[step]!.Current.Take)], ScheduleFor(ready));
            }
            else
            {
                var scheduled = ScheduleFor(ready);
                RunPass([.. ready.Select(step => passes[step]!.Current.Take)], scheduled);
            }
            foreach (var step in ready)
                done[step] = !passes[step]!.MoveNext();
        }
    }

    /// <summary>The steps that have a pass to run and whose operands can be evaluated already; as many as there are registers for.</summary>
    List<int> ReadyForPass(IEnumerator<Pass>?[] passes, bool[] done)
    {
        var evaluable = new bool[_operations.Length];
        var ready = new List<int>();
        for (var i = 0; i < _operations.Length; i++)
        {
            if (!_program.Steps[i].Operands.All(operand => evaluable[operand]))
                continue;
            if (_operations[i] is { } operation && passes[i] is null)
            {
                passes[i] = operation.Passes().GetEnumerator();
                done[i] = !passes[i]!.MoveNext();
            }
            evaluable[i] = _operations[i] is null || done[i];
            if (!evaluable[i])
                ready.Add(i);
        }
        while (ready.Count > 1 && ScheduleFor(ready).Schedule.Registers + TileProgram.ScratchRegisters > _program.Registers)
            ready.RemoveRange((ready.Count + 1) / 2, ready.Count / 2);
        return ready;
    }

    void RunPass(TileAction[] actions, (TileProgram.Schedule Schedule, List<int[]> Operands) scheduled)
    {
        _forEachBlock(_tiling.BlockCount, (block, workspace) => EvaluateBlock(
            scheduled.Schedule, block, workspace, (start, _, length, registers) => Take(actions, scheduled, start, length, registers, workspace)));
        FinishContents(scheduled.Schedule);
    }

    void RunSample(TileAction[] actions, (TileProgram.Schedule Schedule, List<int[]> Operands) scheduled) => _forEachBlock(_tiling.SampleTiles, (place, workspace) =>
    {
        var start = (long)_tiling.SampleTile(place) * _tiling.TileElements;
        var length = (int)Math.Min(_tiling.TileElements, _tiling.Elements - start);
        Read(scheduled.Schedule, start, length, workspace, sample: true);
        var registers = Registers(scheduled.Schedule, workspace);
        EvaluateTile(scheduled.Schedule, start, 0, length, registers, workspace);
        Take(actions, scheduled, start, length, registers, workspace);
    });

    /// <summary>How to get the operands of the steps, and the registers that then hold each step's.</summary>
    (TileProgram.Schedule Schedule, List<int[]> Operands) ScheduleFor(List<int> ready)
    {
        var operands = ready.SelectMany(step => _program.Steps[step].TileOperands).Distinct().ToList();
        var schedule = _program.ScheduleFor(operands);
        return (schedule, [.. ready.Select(step => _program.Steps[step].TileOperands.Select(operand => schedule.Goals[operands.IndexOf(operand)]).ToArray())]);
    }

    void Take(
        TileAction[] actions, (TileProgram.Schedule Schedule, List<int[]> Operands) scheduled, long start, int length, float[][] registers, Workspace workspace)
    {
        for (var i = 0; i < actions.Length; i++)
            actions[i](MakeTile(scheduled.Schedule, start, length, registers, scheduled.Operands[i], workspace));
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
        foreach (var move in schedule.Moves)
        {
            if (_program.Steps[move.Step].Node.Method is Input input)
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
        foreach (var move in schedule.Moves)
        {
            var result = registers[move.Register].AsSpan(0, length);
            if (_program.Steps[move.Step].Node.Method is Input input)
                Conversion.Widen(_inputs[input.Index].Stored.Info.DType, _chunk.Input(workspace, input.Index, done, length), result);
            else
                _operations[move.Step]!.Evaluate(MakeTile(schedule, chunkStart + done, length, registers, move.Operands, workspace), result);
        }
    }

    Tile MakeTile(TileProgram.Schedule schedule, long start, int length, float[][] registers, int[] operands, Workspace workspace) =>
        new((int)(start / _tiling.TileElements), start, length, workspace.Worker, registers, operands, schedule.Registers);

    float[][] Registers(TileProgram.Schedule schedule, Workspace workspace) =>
        workspace.Registers(schedule.Registers + TileProgram.ScratchRegisters, _tiling.TileElements);

    /// <summary>Every pass reads the inputs of its schedule from end to end; what it read first is hashed now.</summary>
    void FinishContents(TileProgram.Schedule schedule)
    {
        foreach (var move in schedule.Moves)
        {
            if (_program.Steps[move.Step].Node.Method is Input input)
                _inputs[input.Index].FinishContent();
        }
    }
}
