namespace MergeSdk.Compute;

/// <summary>Calls an action for 0 … count − 1, in any order and from as many threads as it likes, each with a workspace of its own.</summary>
delegate void BlockLoop(int count, Action<int, Workspace> action);
