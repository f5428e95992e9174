using System.Runtime.CompilerServices;
using Microsoft.Build.Framework;

namespace MergeSdk.Tasks;

/// <summary>Takes cores from MSBuild's pool, so that two merges of one build share the machine rather than each taking all of it.</summary>
sealed class CoreRequest
{
    int _granted;

    /// <summary>Asks for <paramref name="wanted"/> cores and returns how many there are, at least one. A host without a pool lets us have all we want.</summary>
    public int Request(IBuildEngine engine, int wanted)
    {
        try
        {
            return RequestFromPool(engine, wanted);
        }
        catch (TypeLoadException)
        {
            // MSBuild before 16.10 does not have the interface.
            return wanted;
        }
        catch (NotImplementedException)
        {
            // A host that has the interface and not the pool behind it.
            return wanted;
        }
    }

    /// <summary>Gives back what was granted.</summary>
    public void Release(IBuildEngine engine)
    {
        if (_granted == 0)
            return;
        ReleaseToPool(engine, _granted);
        _granted = 0;
    }

    // Methods of their own: the interface is looked up when the method that names it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    int RequestFromPool(IBuildEngine engine, int wanted)
    {
        if (engine is not IBuildEngine9 pool)
            return wanted;
        _granted = pool.RequestCores(wanted);
        return Math.Max(1, _granted);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ReleaseToPool(IBuildEngine engine, int granted)
    {
        if (engine is IBuildEngine9 pool)
            pool.ReleaseCores(granted);
    }
}
