namespace MergeSdk.Benchmarks;

/// <summary>Under what conditions merges are measured.</summary>
/// <param name="Tool">The tool's <c>mergesdk.dll</c>.</param>
/// <param name="Threads">Threads of merges and floors.</param>
/// <param name="Cold">Whether the inputs are dropped from the page cache before each run.</param>
/// <param name="Compiled">Whether the recipe has been compiled before, by <c>mergesdk plan</c>.</param>
sealed record MergeConfiguration(string Tool, int Threads, bool Cold, bool Compiled)
{
    public override string ToString() => $"{Threads} {(Threads == 1 ? "thread" : "threads")}, {(Cold ? "cold" : "warm")} page cache, recipe {(Compiled ? "compiled before" : "to compile")}, {Tool}";
}
