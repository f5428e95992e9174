using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using System.Text;
using MergeSdk.Tensors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace MergeSdk.Recipes;

/// <summary>Compiles recipes with Roslyn. Loading and starting it takes longer than a plan does, so that nothing outside of here and of what it calls may touch it.</summary>
static class ScriptCompiler
{
    static readonly EmitOptions s_emit = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    // Made once: the compiler keeps what it has read of an assembly with its reference, which makes a second recipe several times as fast.
    // The core library is left out, since a script references it unasked.
    static readonly IReadOnlyList<MetadataReference> s_references =
    [
        .. FrameworkAssemblies.Files.Concat(OwnAssemblies.All.Select(assembly => assembly.Location))
            .Except([typeof(object).Assembly.Location])
            .Select(Reference),
    ];

    /// <exception cref="MergeException">The recipe cannot be read, or has C# errors: all of them.</exception>
    public static CompiledScript Compile(
        string path, IReadOnlyList<string> names, RecipeDeclarations declarations, IReadOnlyList<RecipeAssembly> references, CancellationToken cancellation)
    {
        var text = Read(path);
        using var loader = new InteractiveAssemblyLoader();
        var options = Options(path, references);
        var declaring = CSharpScript.Create(declarations.Text, options, globalsType: null, loader);
        // A continuation inherits references and imports. Given again, they would be loaded again, and a Model would not be a Model.
        var recipe = declaring.ContinueWith(
            text, options.WithFilePath(path).WithReferences(Enumerable.Empty<MetadataReference>()).WithImports(Enumerable.Empty<string>()));
        // Both before another thread is started: each call that makes one takes the next number, which its class is named by.
        var compilations = (Declaring: declaring.GetCompilation(), Recipe: recipe.GetCompilation());
        var emitting = Task.Run(() => Emit(compilations.Declaring, cancellation), cancellation);
        var judging = Task.Run(() => MachineDependence.Of(compilations.Recipe, cancellation), cancellation);
        var (found, compiled, symbols) = Emit(compilations.Recipe, cancellation);
        var (_, declared, _) = emitting.GetAwaiter().GetResult();
        var diagnostics = CompilerDiagnostics.Of(found, compilations.Recipe, path, declarations);
        if (diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            throw new MergeException(diagnostics);

        var trees = compilations.Recipe.SyntaxTrees;
        diagnostics = [.. diagnostics, .. OverwrittenOutput.Warnings(trees.Single(tree => tree.FilePath == path))];
        return new CompiledScript(
            names,
            [.. trees.OrderByDescending(tree => tree.FilePath == path).Select(tree => SourceText.Of(tree.FilePath, tree.ToString()))],
            [.. DirectiveReferences(compilations.Recipe).Select(RecipeAssembly.Read).OfType<RecipeAssembly>()],
            HashTokens(trees),
            [.. diagnostics, .. judging.GetAwaiter().GetResult()],
            declared,
            compiled,
            symbols);
    }

    static (ImmutableArray<RoslynDiagnostic> Found, byte[] Assembly, byte[] Symbols) Emit(Compilation compilation, CancellationToken cancellation)
    {
        // What does not parse would be told again by every later stage, in its own words. And by the parser: of one line, the first error is the mistake.
        var parsing = compilation.GetParseDiagnostics(cancellation);
        if (parsing.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return ([.. parsing.OrderBy(diagnostic => diagnostic.Location.SourceSpan).DistinctBy(Line)], [], []);
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(assembly, symbols, options: s_emit, cancellationToken: cancellation);
        return (emitted.Diagnostics, assembly.ToArray(), symbols.ToArray());
    }

    static (string Path, int Line) Line(RoslynDiagnostic diagnostic)
    {
        var span = diagnostic.Location.GetMappedLineSpan();
        return (span.Path, span.StartLinePosition.Line);
    }

    static ScriptOptions Options(string path, IReadOnlyList<RecipeAssembly> references) => ScriptOptions.Default
        .WithReferences(s_references)
        .AddReferences(references.Select(reference => Reference(reference.Path)))
        .AddImports("System", "System.Linq", "System.Collections.Generic", "MergeSdk.Recipes", typeof(Graph.MethodInputs).Namespace!)
        .AddImports(typeof(Functions).FullName!, typeof(MissingTensors).FullName!, typeof(DType).FullName!)
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithSourceResolver(new SourceFileResolver([], Path.GetDirectoryName(path)))
        .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(Path.GetDirectoryName(path)))
        // Positions of exceptions come from debug information.
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    /// <summary>A reference of which only the metadata is read: most of a framework file is compiled code, which nobody asks for here.</summary>
    static PortableExecutableReference Reference(string path) =>
        AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata)).GetReference(filePath: path);

    static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var what = exception is FileNotFoundException or DirectoryNotFoundException ? $"the recipe does not exist{Beside(path)}" : $"the recipe cannot be read: {exception.Message}";
            throw new MergeException(DiagnosticCodes.RecipeNotFound, what, new SourcePosition(path), exception);
        }
    }

    /// <summary>What the folder has instead.</summary>
    static string Beside(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        string[] recipes = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.csx").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];
        return Spelling.Suggestion(Path.GetFileName(path), recipes) is { Length: > 0 } suggestion ? suggestion
            : recipes.Length > 0 ? $"; its folder has {Examples.Of(recipes)}"
            : "; write it, or name another one";
    }

    static string HashTokens(IEnumerable<SyntaxTree> trees)
    {
        var text = new StringBuilder();
        foreach (var tree in trees)
        {
            foreach (var token in tree.GetRoot().DescendantTokens())
                text.Append(token.Text).Append('\0');
            text.Append('\u0001');
        }
        return TensorHasher.Hash(Encoding.UTF8.GetBytes(text.ToString())).ToString();
    }

    static IEnumerable<string> DirectiveReferences(Compilation compilation) =>
        compilation.DirectiveReferences.OfType<PortableExecutableReference>().Select(reference => reference.FilePath).OfType<string>();
}
