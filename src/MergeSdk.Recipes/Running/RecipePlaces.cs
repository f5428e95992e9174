using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace MergeSdk.Recipes;

/// <summary>Tells which line of a recipe is being run.</summary>
/// <param name="files">The recipe's files, as full paths: frames in these are its own.</param>
sealed class RecipePlaces(IReadOnlySet<string> files)
{
    readonly ConcurrentDictionary<(MethodBase, int), CallSite?> _known = new();

    /// <summary>The call of the recipe, or of a file it loads, that is being run; null if none is.</summary>
    public CallSite? Site()
    {
        // Reading a frame's debug information takes a hundred times as long as walking the stack, and a loop asks for the same place again and again.
        MethodBase? called = null;
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            var method = frame.GetMethod();
            // The recipe itself is in no file; what it references is.
            if (method is not null && method.Module.Assembly.Location.Length == 0 && AssemblyLoadContext.GetLoadContext(method.Module.Assembly) is RecipeLoadContext)
                return _known.GetOrAdd((method, frame.GetILOffset()), _ => Find(new StackTrace(2, fNeedFileInfo: true)) is { } statement ? new CallSite(statement, called?.Name) : null);
            called = method;
        }
        return null;
    }

    /// <summary>The innermost line of the recipe that an exception came from; null if it came from none.</summary>
    public SourcePosition? Of(Exception exception) => Find(new StackTrace(exception, fNeedFileInfo: true));

    SourcePosition? Find(StackTrace trace)
    {
        foreach (var frame in trace.GetFrames())
        {
            if (frame.GetFileName() is { } file && files.Contains(file))
                return new SourcePosition(file, frame.GetFileLineNumber(), frame.GetFileColumnNumber());
        }
        return null;
    }
}
