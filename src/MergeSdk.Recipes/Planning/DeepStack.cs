using System.Runtime.ExceptionServices;

namespace MergeSdk.Recipes;

/// <summary>Runs what follows a recipe's expressions down: a loop can nest them ten thousand deep, which the usual stack has no room for.</summary>
static class DeepStack
{
    /// <summary>Room for some two hundred thousand levels; only what is used of it becomes memory.</summary>
    const int Bytes = 256 << 20;

    /// <exception cref="MergeException">The recipe is deeper even than that.</exception>
    public static T Run<T>(Func<T> function, SourcePosition recipe)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (InsufficientExecutionStackException e)
                {
                    failure = ExceptionDispatchInfo.Capture(new MergeException(
                        DiagnosticCodes.RecipeTooLarge, "the recipe's expressions are nested too deep to be planned; build them of fewer steps", recipe, e));
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            Bytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
