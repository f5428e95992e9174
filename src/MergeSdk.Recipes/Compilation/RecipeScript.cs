using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace MergeSdk.Recipes;

/// <summary>A recipe compiled by Roslyn, and its run.</summary>
sealed class RecipeScript
{
    readonly Script<object> _declarations;
    readonly Script<object> _recipe;
    readonly RecipeVariables _variables;
    readonly string _path;
    readonly HashSet<string> _sources;

    RecipeScript(string path, RecipeVariables variables, Script<object> declarations, Script<object> recipe, IReadOnlyList<Diagnostic> warnings,
        IReadOnlyList<string> references, IReadOnlyList<string> nativeLibraries)
    {
        (_path, _variables, _declarations, _recipe, Warnings) = (path, variables, declarations, recipe, warnings);
        var compilation = recipe.GetCompilation();
        _sources = [.. compilation.SyntaxTrees.Select(tree => tree.FilePath)];
        Files =
        [
            path,
            .. _sources.Where(file => file != path).Concat(DirectiveReferences(compilation)).Distinct().Order(StringComparer.Ordinal),
        ];
        CodeVersion = new(() => Recipes.CodeVersion.Of(
            compilation.SyntaxTrees,
            references.Concat(DirectiveReferences(compilation).Where(file => !RecipeReferences.IsFramework(file))).Distinct(),
            nativeLibraries));
    }

    /// <summary>The recipe, what it loads and what it references by <c>#r</c>, as full paths.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Which version the code is; equal for recipes that differ in comments and white space alone.</summary>
    public Lazy<string> CodeVersion { get; }

    /// <summary>The C# compiler's warnings.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; }

    /// <exception cref="MergeException">The recipe cannot be read, or has C# errors: all of them.</exception>
    public static RecipeScript Compile(string path, RecipeVariables variables, RecipeRequest request, CancellationToken cancellation)
    {
        var text = Read(path);
        var references = request.References.Select(Path.GetFullPath).Where(reference => !RecipeReferences.IsOwn(reference) && IsManaged(reference)).ToList();
        NativeLibraries.Register(request.NativeLibraries);
        using var loader = new InteractiveAssemblyLoader();
        // The recipe must see this very assembly, not another copy of its file: its types are the ones we hand over.
        foreach (var assembly in RecipeReferences.OwnAssemblies)
            loader.RegisterDependency(assembly);
        AssemblyUnification.Register(loader, references);
        var options = Options(path, references);
        var declarations = CSharpScript.Create(variables.Declarations, options, globalsType: null, loader);
        // A continuation inherits references and imports. Given again, they would be loaded again, and a Model would not be a Model.
        var recipe = declarations.ContinueWith(
            text, options.WithFilePath(path).WithReferences(Enumerable.Empty<MetadataReference>()).WithImports(Enumerable.Empty<string>()));
        var found = CompilerDiagnostics.Of(recipe.Compile(cancellation), recipe, variables);
        return found.Any(diagnostic => diagnostic.Severity == Severity.Error)
            ? throw new MergeException(found)
            : new RecipeScript(path, variables, declarations, recipe, found, references, request.NativeLibraries);
    }

    /// <summary>Does something that needs to know which positions are the recipe's.</summary>
    public T InContext<T>(Func<T> action)
    {
        RecipeErrors.SetFiles(_sources);
        try
        {
            return action();
        }
        finally
        {
            RecipeErrors.SetFiles(null);
        }
    }

    /// <summary>Runs the recipe; what it assigned is in the result.</summary>
    /// <exception cref="MergeException">The recipe threw an exception.</exception>
    public RecipeSettings Run(CancellationToken cancellation)
    {
        var settings = new RecipeSettings();
        // On a thread of its own: the recipe's code may never return, and cancelling must not wait for it.
        Task.Run(() => RunAsync(settings, cancellation), cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        return settings;
    }

    async Task RunAsync(RecipeSettings settings, CancellationToken cancellation)
    {
        try
        {
            var state = await _declarations.RunAsync(globals: null, cancellation).ConfigureAwait(false);
            state.GetVariable(RecipeVariables.Settings).Value = settings;
            foreach (var (name, value) in _variables.Values)
                state.GetVariable(name).Value = value;
            await _recipe.RunFromAsync(state, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (MergeException or OperationCanceledException))
        {
            throw RecipeErrors.Thrown(exception, new SourcePosition(_path));
        }
    }

    static ScriptOptions Options(string path, IReadOnlyList<string> references) => ScriptOptions.Default
        .WithReferences(RecipeReferences.Default)
        .AddReferences(references.Select(reference => MetadataReference.CreateFromFile(reference)))
        .AddImports("System", "System.Linq", "System.Collections.Generic", "MergeSdk.Recipes", typeof(Engine.UserMethods.MethodInputs).Namespace!)
        .AddImports(typeof(Functions).FullName!, typeof(MissingTensors).FullName!, typeof(Tensors.DType).FullName!)
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithSourceResolver(new SourceFileResolver([], Path.GetDirectoryName(path)))
        .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(Path.GetDirectoryName(path)))
        // Positions of exceptions come from debug information.
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var what = exception is FileNotFoundException or DirectoryNotFoundException ? "the recipe does not exist" : $"the recipe cannot be read: {exception.Message}";
            throw new MergeException(DiagnosticCodes.RecipeNotFound, what, new SourcePosition(path), exception);
        }
    }

    /// <summary>Packages bring native libraries along, which the compiler would refuse.</summary>
    static bool IsManaged(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            return file.HasMetadata && file.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MergeException(DiagnosticCodes.RecipeNotFound, "a referenced assembly cannot be read: " + exception.Message, new SourcePosition(path), exception);
        }
    }

    static IEnumerable<string> DirectiveReferences(Compilation compilation) =>
        compilation.DirectiveReferences.OfType<PortableExecutableReference>().Select(reference => reference.FilePath).OfType<string>();
}
