namespace MergeSdk.Tensors.Tests;

/// <summary>Not used by the test runner: the process <see cref="InstructionSetTests"/> starts.</summary>
static class Program
{
    static void Main() => KernelDigests.Write(Console.Out);
}
