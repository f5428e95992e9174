namespace MergeSdk.Faults.Tests;

/// <summary>A system call of a build that changes something on the disk.</summary>
/// <param name="Name">Its name, such as <c>fsync</c>.</param>
/// <param name="Path">The file or folder that it changes, relative to the project's.</param>
/// <param name="Number">Which of the calls of that name on that path it is, from 1. The tool counts for each thread, and a file is worked on by one.</param>
sealed record Call(string Name, string Path, int Number)
{
    public override string ToString() => $"{Name} #{Number} of {Path}";
}
