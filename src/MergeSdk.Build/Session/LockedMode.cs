using System.Globalization;
using MergeSdk.Build.Artifact;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Session;

/// <summary>
/// Holds a build to the lock file beside the project: what went into the merge that was locked must go into this one, and the same must come out. The lock file
/// is read and never written. (NuGet's locked mode does the same for packages.)
/// </summary>
sealed class LockedMode
{
    readonly string _path;

    LockedMode(string path, LockFile locked) => (_path, Lock) = (path, locked);

    /// <summary>The lock file that holds.</summary>
    public LockFile Lock { get; }

    /// <summary>The locked mode of a request, null if it asks for none.</summary>
    /// <exception cref="MergeException">There is no lock file, or none that can be read.</exception>
    public static LockedMode? Of(MergeRequest request)
    {
        if (!request.Locked)
            return null;
        if (LockFile.TryRead(request.LockFile) is { } locked)
            return new LockedMode(request.LockFile, locked);
        throw new MergeException(
            DiagnosticCodes.LockMissing,
            $"{(File.Exists(request.LockFile) ? "the lock file cannot be read" : "there is no lock file")}, and a locked build needs one. Build once without MergeLocked (--locked), and commit merge.lock.json",
            new SourcePosition(request.LockFile));
    }

    /// <summary>Compares all that is known before anything is computed: recipe, seed, arguments, inputs, the small files, and which tensors are written where.</summary>
    /// <param name="now">This build's lock file, without weight files.</param>
    /// <param name="layouts">The weight files to be written.</param>
    public void CheckInputs(LockFile now, IReadOnlyList<ShardLayout> layouts) => Refuse(
        DiagnosticCodes.LockDiffers,
        Differences("recipe file", Recipe(Lock), Recipe(now)),
        Lock.Seed == now.Seed ? [] : [string.Create(CultureInfo.InvariantCulture, $"the seed is {now.Seed}, in the lock file {Lock.Seed}")],
        Differences("argument", Arguments(Lock), Arguments(now)),
        Differences("path of the model", Paths(Lock), Paths(now)),
        Differences("input", InputFiles(Lock), InputFiles(now)),
        Differences("output file", SmallFiles(Lock), SmallFiles(now)),
        Differences("weight file of the tensor", Places(Lock), layouts.SelectMany(layout => layout.Tensors.Select(placed => (placed.Tensor.Name, layout.File)))));

    /// <summary>Compares the tensors that came out, before they are published.</summary>
    public void CheckOutputs(LockFile now) =>
        Refuse(DiagnosticCodes.LockedOutputDiffers, Differences("output", OutputTensors(Lock), OutputTensors(now)));

    /// <param name="code">What is told.</param>
    /// <param name="differences">Differences, by their kinds.</param>
    void Refuse(string code, params IEnumerable<IEnumerable<string>> differences)
    {
        var diagnostics = differences.SelectMany(kind => kind.Select(difference => new Diagnostic(
            Severity.Error, code, $"{difference}. If that is meant, build without MergeLocked (--locked) and commit the new lock file", new SourcePosition(_path))).First3()).ToList();
        if (diagnostics.Count > 0)
            throw new MergeException(diagnostics);
    }

    static IEnumerable<string> Differences<T>(string what, IEnumerable<(string Name, T Value)> locked, IEnumerable<(string Name, T Value)> now)
    {
        var before = locked.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        foreach (var (name, value) in now)
        {
            if (!before.Remove(name, out var old))
                yield return $"{what} '{name}' is {value}, and not in the lock file";
            else if (!Equals(value, old))
                yield return $"{what} '{name}' is {value}, in the lock file {old}";
        }
        foreach (var (name, old) in before)
            yield return $"{what} '{name}' is missing, in the lock file it is {old}";
    }

    static IEnumerable<(string, ContentHash)> Recipe(LockFile file) => file.Recipe.Select(recipe => (recipe.Key, recipe.Value));

    static IEnumerable<(string, string)> Arguments(LockFile file) => file.Arguments.Select(argument => (argument.Key, argument.Value));

    static IEnumerable<(string, string)> Paths(LockFile file) => file.Inputs.Select(model => (model.Key, model.Value.Path));

    static IEnumerable<(string, ContentHash)> InputFiles(LockFile file) =>
        file.Inputs.SelectMany(model => model.Value.Files.Select(input => ($"{model.Key}/{input.Key}", input.Value.Content)));

    static IEnumerable<(string, ContentHash)> SmallFiles(LockFile file) =>
        file.Outputs.Where(output => output.Value.Tensors is null).Select(output => (output.Key, output.Value.Content));

    static IEnumerable<(string, string)> Places(LockFile file) => file.Outputs.SelectMany(output => Tensors(output.Value).Select(tensor => (tensor.Key, output.Key)));

    static IEnumerable<(string, ContentHash)> OutputTensors(LockFile file) => file.Outputs.SelectMany(output =>
        Tensors(output.Value).Select(tensor => ($"{output.Key}/{tensor.Key}", tensor.Value))
            // Types and shapes are not in the tensors' contents, but in their file's.
            .Append((output.Key, output.Value.Content)));

    static IEnumerable<KeyValuePair<string, ContentHash>> Tensors(LockedFile file) => file.Tensors ?? Enumerable.Empty<KeyValuePair<string, ContentHash>>();
}
