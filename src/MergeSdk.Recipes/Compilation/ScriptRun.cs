using System.Reflection;

namespace MergeSdk.Recipes;

/// <summary>Runs a compiled recipe, as often as it is wanted.</summary>
sealed class ScriptRun : IDisposable
{
    readonly RecipeLoadContext _context;
    readonly SourcePosition _recipe;
    readonly Func<object[], Task<object>> _declare;
    readonly Func<object[], Task<object>> _start;

    /// <param name="script">The recipe.</param>
    /// <param name="references">Assemblies that it can use.</param>
    /// <param name="nativeLibraries">Native libraries that those load.</param>
    public ScriptRun(CompiledScript script, IReadOnlyList<RecipeAssembly> references, IEnumerable<string> nativeLibraries)
    {
        _context = new RecipeLoadContext(references, nativeLibraries);
        _recipe = new SourcePosition(script.Sources[0].Path);
        _declare = Factory(_context.Load(script.Declarations), 0);
        _start = Factory(_context.Load(script.Recipe, script.Symbols), 1);
    }

    public void Dispose() => _context.Unload();

    /// <summary>What the recipe assigned.</summary>
    /// <param name="variables">The values of its variables.</param>
    /// <exception cref="MergeException">The recipe threw an exception.</exception>
    public RecipeSettings Run(RecipeVariables variables)
    {
        var settings = new RecipeSettings();
        RunAsync(variables, settings).GetAwaiter().GetResult();
        return settings;
    }

    async Task RunAsync(RecipeVariables variables, RecipeSettings settings)
    {
        try
        {
            // Each submission puts itself into its place in this list, and finds those before it there. The first place is for globals, of which there are none.
            var submissions = new object[3];
            await _declare(submissions).ConfigureAwait(false);
            var declarations = submissions[1];
            SetVariable(declarations, RecipeDeclarations.Settings, settings);
            foreach (var (name, value) in variables.Values)
                SetVariable(declarations, name, value);
            await _start(submissions).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (MergeException or OperationCanceledException))
        {
            throw RecipeErrors.Thrown(exception, _recipe);
        }
    }

    /// <summary>What Roslyn makes of a script: <c>static Task&lt;object&gt; &lt;Factory&gt;(object[] submissions)</c> of the class <c>Submission#0</c>, <c>#1</c>, …</summary>
    static Func<object[], Task<object>> Factory(Assembly assembly, int index) =>
        assembly.GetType($"Submission#{index}", throwOnError: true)!.GetMethod("<Factory>")!.CreateDelegate<Func<object[], Task<object>>>();

    /// <summary>A variable of a script is a field.</summary>
    static void SetVariable(object submission, string name, object value) => submission.GetType().GetField(name)!.SetValue(submission, value);
}
