using System.Reflection;

namespace MergeSdk.Recipes;

/// <summary>Runs a compiled recipe.</summary>
static class ScriptRun
{
    /// <summary>What the recipe assigned.</summary>
    /// <param name="script">The recipe.</param>
    /// <param name="variables">The values of its variables.</param>
    /// <param name="context">Where its assemblies are loaded.</param>
    /// <exception cref="MergeException">The recipe threw an exception.</exception>
    public static RecipeSettings Run(CompiledScript script, RecipeVariables variables, RecipeLoadContext context)
    {
        var settings = new RecipeSettings();
        RunAsync(script, variables, context, settings).GetAwaiter().GetResult();
        return settings;
    }

    static async Task RunAsync(CompiledScript script, RecipeVariables variables, RecipeLoadContext context, RecipeSettings settings)
    {
        try
        {
            // Each submission puts itself into its place in this list, and finds those before it there. The first place is for globals, of which there are none.
            var submissions = new object[3];
            await Start(context.Load(script.Declarations), 0, submissions).ConfigureAwait(false);
            var declarations = submissions[1];
            SetVariable(declarations, RecipeDeclarations.Settings, settings);
            foreach (var (name, value) in variables.Values)
                SetVariable(declarations, name, value);
            await Start(context.Load(script.Recipe, script.Symbols), 1, submissions).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (MergeException or OperationCanceledException))
        {
            throw RecipeErrors.Thrown(exception, new SourcePosition(script.Sources[0].Path));
        }
    }

    /// <summary>Calls what Roslyn makes of a script: <c>static Task&lt;object&gt; &lt;Factory&gt;(object[] submissions)</c> of the class <c>Submission#0</c>, <c>#1</c>, …</summary>
    static Task<object> Start(Assembly assembly, int index, object[] submissions) =>
        assembly.GetType($"Submission#{index}", throwOnError: true)!.GetMethod("<Factory>")!.CreateDelegate<Func<object[], Task<object>>>()(submissions);

    /// <summary>A variable of a script is a field.</summary>
    static void SetVariable(object submission, string name, object value) => submission.GetType().GetField(name)!.SetValue(submission, value);
}
