using System.Collections.ObjectModel;
using MergeSdk.Build.Session;
using MergeSdk.Compute;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;
using MergeSdk.Tensors;

namespace MergeSdk.Build;

/// <summary>What <see cref="MergeBuild"/> is asked to do: a plan, and where things are on this machine.</summary>
sealed record MergeRequest
{
    /// <summary>The plan.</summary>
    public required MergePlan Plan { get; init; }

    /// <summary>The plan's models, opened, by name.</summary>
    public required IReadOnlyDictionary<string, Checkpoint> Checkpoints { get; init; }

    /// <summary>
    /// Models that are outputs of other merges, by name, each with the state folder of that merge: what is read of them must be what their lock files say, and what
    /// the state knows of them need not be read to know it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Upstream { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>All inputs that the project declares, read by the plan or not: what each is, such as <c>model 'base'</c>, and its folder.</summary>
    public IReadOnlyList<(string What, string Folder)> DeclaredInputs { get; init; } = [];

    /// <summary>The folders of the project's own files.</summary>
    public IReadOnlyList<string> SourceFolders { get; init; } = [];

    /// <summary>Called once it is certain that nothing of somebody's is in the way, with the paths of files that the build may leave behind if it is killed.</summary>
    public Action<IReadOnlyList<string>>? BeforeWriting { get; init; }

    /// <summary>The artifact's folder.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Where the incremental state lives.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The lock file to write beside the project.</summary>
    public required string LockFile { get; init; }

    /// <summary>The recipe's files, the recipe itself first, each with the name it has in the lock file and its text.</summary>
    public required IReadOnlyList<(string Name, string Text)> RecipeFiles { get; init; }

    /// <summary>The arguments that the recipe asked for, by name, with the values it got as JSON.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The code of the methods that the recipe defines, by the names their <see cref="UserMethod"/>s have in the plan.</summary>
    public IReadOnlyDictionary<string, UserMethodCode> UserMethods { get; init; } = ReadOnlyDictionary<string, UserMethodCode>.Empty;

    /// <summary>The artifact's title in its model card.</summary>
    public required string Name { get; init; }

    /// <summary>Who writes the model card and the provenance.</summary>
    public required IPapers Papers { get; init; }

    /// <summary>What becomes of NaN and infinities.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Warn;

    /// <summary>Where the engine counts how far it has come.</summary>
    public MergeProgress Progress { get; init; } = new();

    /// <summary>Called when everything is computed and nothing is published; an exception ends the build there.</summary>
    public Action BeforePublishing { get; init; } = () => { };

    /// <summary>Most bytes of buffers, of all threads together. Tensors with factors take more, and so do the program and its knowledge of the tensors.</summary>
    public long MemoryLimit { get; init; } = 256_000_000;

    /// <summary>Whether the lock file must be there and agree with inputs, recipe and result; it is then not written.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether to write where the artifact comes from beside it: <c>merge.provenance.json</c> and <c>merge.cdx.json</c>.</summary>
    public bool Provenance { get; init; }

    /// <summary>Settings that decide what the artifact looks like, for its provenance: by name, as the user wrote them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Assemblies and native libraries that the recipe can use, for the provenance.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>Threads to work with, at least 1; fewer are used where <see cref="MemoryLimit"/> has no room for them.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}
