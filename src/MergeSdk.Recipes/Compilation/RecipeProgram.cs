using System.Globalization;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes;

/// <summary>
/// A recipe that is compiled and whose models' headers are read: all that does not depend on the values that a run is given. It is loaded once and run as often as
/// there are values to try; runs do not share anything that they change, so several may go on at once.
/// </summary>
sealed class RecipeProgram : IDisposable
{
    readonly RecipeRequest _request;
    readonly RecipePaths _paths;
    readonly CompiledScript _script;
    readonly ScriptRun _run;
    readonly IReadOnlyList<LoadedInput> _inputs;
    readonly RecipeVariables _variables;
    readonly RecipePlaces _places;
    readonly Lazy<string> _codeVersion;
    readonly RecipeText _text;

    RecipeProgram(RecipeRequest request, RecipePaths paths, CompiledScript script, IReadOnlyList<LoadedInput> inputs, RecipeVariables variables, IReadOnlyList<RecipeAssembly> assemblies)
    {
        (_request, _paths, _script, _inputs, _variables) = (request, paths, script, inputs, variables);
        _places = new RecipePlaces(script.Sources.Select(source => source.Path).ToHashSet());
        _run = new ScriptRun(script, [.. assemblies, .. script.References], request.NativeLibraries);
        _text = RecipeText.Read(request.Name, script.Files);
        _codeVersion = new Lazy<string>(() => script.Version(assemblies, request.NativeLibraries));
    }

    /// <summary>Compiles a recipe and reads the headers of its models, but no weight.</summary>
    /// <param name="request">The recipe, its models and settings.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MergeException">Every mistake that the compiler and the models' headers tell of, with its position.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public static RecipeProgram Load(RecipeRequest request, CancellationToken cancellation = default)
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
            return new RecipeProgram(request, paths, script, inputs, variables, assemblies);
        }
        catch (MergeException exception)
        {
            throw Shown(exception, paths);
        }
    }

    /// <summary>Runs the recipe and makes a plan of what it says.</summary>
    /// <param name="arguments">Values for the recipe's calls of <c>Argument</c>, by name, as they were written; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MergeException">Every mistake of the recipe, with its position.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public CompiledRecipe Plan(IReadOnlyDictionary<string, string>? arguments = null, CancellationToken cancellation = default)
    {
        var run = new RecipeRun(_places, arguments ?? new Dictionary<string, string>());
        try
        {
            // On a thread of its own: the recipe's code may never return, and cancelling must not wait for it.
            return Task.Run(
                () =>
                {
                    // A number in a text is the same number on every machine. Both are this task's and what it starts.
                    CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
                    RecipeRun.Current = run;
                    return Plan(run, cancellation);
                },
                cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (MergeException exception)
        {
            throw Shown(exception, _paths);
        }
    }

    CompiledRecipe Plan(RecipeRun run, CancellationToken cancellation)
    {
        var recipe = new SourcePosition(_paths.Recipe);
        var settings = _run.Run(_variables);
        run.CheckUsed(recipe);
        if (settings.Output is not { } output)
            throw new MergeException(DiagnosticCodes.OutputMissing, "the recipe does not assign Output; end it with Output = …", recipe);
        var diagnostics = new List<Diagnostic>([.. _inputs.SelectMany(input => input.Diagnostics), .. _script.Warnings]);
        var builder = new PlanBuilder(output.Node, settings, _inputs, _text, _request.MaxShardBytes, recipe, diagnostics, _codeVersion);
        var plan = DeepStack.Run(() => builder.Build(cancellation), recipe) with { Arguments = run.Arguments };
        return new CompiledRecipe(plan, Checkpoints(plan), _script.Files, [.. diagnostics.Select(_paths.Shown)])
        {
            UserMethods = builder.UserMethods.ToDictionary(method => method.Key, method => method.Value with { Failed = Shown(method.Value.Failed) }),
        };
    }

    /// <summary>Lets go of the recipe's code; plans that use it keep it for as long as they are used.</summary>
    public void Dispose() => _run.Dispose();

    Dictionary<string, Tensors.Checkpoint> Checkpoints(MergePlan plan) =>
        _inputs.Where(input => plan.Models.Any(model => model.Name == input.Name)).ToDictionary(input => input.Name, input => input.Checkpoint);

    /// <summary>For what is thrown while tensors are computed, when there is nobody around it who would put paths as the request has them.</summary>
    Func<Exception, string, MergeException> Shown(Func<Exception, string, MergeException> failed) => (exception, tensor) => Shown(failed(exception, tensor), _paths);

    static MergeException Shown(MergeException exception, RecipePaths paths) => new([.. exception.Diagnostics.Select(paths.Shown)]);
}
