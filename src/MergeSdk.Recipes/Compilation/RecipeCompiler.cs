using System.Globalization;

namespace MergeSdk.Recipes;

/// <summary>Compiles a recipe: text and model headers become a plan. No weight is read.</summary>
public static class RecipeCompiler
{
    /// <summary>Compiles a recipe.</summary>
    /// <param name="request">The recipe, its models and settings.</param>
    /// <param name="cancellation">Stops the compilation.</param>
    /// <exception cref="MergeException">Every mistake of the recipe and of the models' headers, with its position.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public static CompiledRecipe Compile(RecipeRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var paths = new RecipePaths(request.RecipePath);
        var project = new SourcePosition(request.ProjectPath ?? request.RecipePath);
        try
        {
            var assemblies = RecipeAssembly.ReadAll(request.References);
            var cache = new ScriptCache(request, paths.Recipe, assemblies);
            var kept = cache.Read();
            var names = kept?.Names ?? ModelNames.Of(request.Models, project);
            // The compiler takes as long to start as a hundred thousand headers take to be read: both at once.
            using var unneeded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var compiling = kept is not null ? Task.FromResult(kept) : Task.Run(
                () => ScriptCompiler.Compile(paths.Recipe, names, new RecipeDeclarations(request.Models, names), assemblies, unneeded.Token), unneeded.Token);
            IReadOnlyList<LoadedInput> inputs;
            RecipeVariables variables;
            try
            {
                inputs = InputLoader.Load(request.Models, names, cancellation);
                variables = RecipeVariables.Create(inputs);
            }
            catch
            {
                // A missing model is told of before mistakes in the recipe.
                unneeded.Cancel();
                throw;
            }
            var script = compiling.GetAwaiter().GetResult();
            if (kept is null)
                cache.Write(script);
            RecipeErrors.SetFiles(script.Sources.Select(source => source.Path).ToHashSet());
            // On a thread of its own: the recipe's code may never return, and cancelling must not wait for it.
            return Task.Run(
                () =>
                {
                    // A number in a text is the same number on every machine. The culture is that of this task and of what it starts.
                    CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
                    return Run(script, request, paths, inputs, variables, assemblies, cancellation);
                },
                cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (MergeException exception)
        {
            throw new MergeException([.. exception.Diagnostics.Select(paths.Shown)]);
        }
        finally
        {
            RecipeErrors.SetFiles(null);
        }
    }

    static CompiledRecipe Run(
        CompiledScript script, RecipeRequest request, RecipePaths paths, IReadOnlyList<LoadedInput> inputs, RecipeVariables variables,
        IReadOnlyList<RecipeAssembly> assemblies, CancellationToken cancellation)
    {
        var context = new RecipeLoadContext([.. assemblies, .. script.References], request.NativeLibraries);
        var settings = ScriptRun.Run(script, variables, context);
        if (settings.Output is not { } output)
        {
            throw new MergeException(
                DiagnosticCodes.OutputMissing, "the recipe does not assign Output; end it with Output = …", new SourcePosition(paths.Recipe));
        }
        var diagnostics = new List<Diagnostic>([.. inputs.SelectMany(input => input.Diagnostics), .. script.Warnings]);
        var codeVersion = new Lazy<string>(() => script.Version(assemblies, request.NativeLibraries));
        var builder = new PlanBuilder(output.Node, settings, inputs, request.MaxShardBytes, new SourcePosition(paths.Recipe), diagnostics, codeVersion);
        var plan = builder.Build(cancellation);
        return new CompiledRecipe(
            plan,
            inputs.Where(input => plan.Models.Any(model => model.Name == input.Name)).ToDictionary(input => input.Name, input => input.Checkpoint),
            script.Files,
            [.. diagnostics.Select(paths.Shown)])
        {
            UserMethods = builder.UserMethods.ToDictionary(method => method.Key, method => method.Value with { Failed = Shown(method.Value.Failed) }),
        };

        // Thrown while the engine runs, when there is nobody around it who would put paths as the request has them.
        Func<Exception, string, MergeException> Shown(Func<Exception, string, MergeException> failed) => (exception, tensor) =>
            new MergeException([.. failed(exception, tensor).Diagnostics.Select(paths.Shown)]);
    }
}
