namespace MergeSdk.Build;

/// <summary>What is written about an artifact, beside what it consists of.</summary>
interface IPapers
{
    /// <summary>The text of its model card.</summary>
    string Card(MergeRequest request);

    /// <summary>The papers that say where a build's artifact comes from.</summary>
    IProvenance Provenance(MergeRequest request, CancellationToken cancellation);
}

/// <summary>Papers that say where an artifact comes from: they name its files, so they come last.</summary>
interface IProvenance : IDisposable
{
    /// <summary>Starts to look at the inputs, in the background.</summary>
    void StartInputs();

    /// <summary>Starts to look at a finished weight file of the output, in the background.</summary>
    /// <param name="file">Its name in the artifact.</param>
    /// <param name="path">Where it is now.</param>
    void StartOutput(string file, string path);

    /// <summary>Writes the papers where they differ from what is there.</summary>
    /// <param name="files">Names of the artifact's other files.</param>
    /// <returns>Bytes written.</returns>
    long Write(IEnumerable<string> files);

    /// <summary>Removes papers of an earlier build that do not say what would be written now.</summary>
    /// <param name="files">Names of the artifact's other files.</param>
    void RemoveStale(IEnumerable<string> files);
}
