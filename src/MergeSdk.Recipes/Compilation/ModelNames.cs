using System.Reflection;
using MergeSdk.Graph;
using Microsoft.CodeAnalysis.CSharp;

namespace MergeSdk.Recipes;

/// <summary>Gives every input its variable.</summary>
static class ModelNames
{
    /// <summary>What a variable must not hide: functions, settings and types of the language, and the values that settings take.</summary>
    static readonly HashSet<string> s_reserved =
    [
        .. typeof(Functions).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name),
        .. typeof(RecipeSettings).GetProperties().Select(property => property.Name),
        .. Enum.GetNames<Tensors.DType>(), .. Enum.GetNames<MissingTensors>(), .. Enum.GetNames<TrimScope>(),
        nameof(Model), nameof(TaskVector), nameof(Param), nameof(MissingTensors), nameof(TrimScope), nameof(DareRescale), nameof(Tensors.DType), nameof(MethodInputs), RecipeDeclarations.Settings,
    ];

    /// <summary>The names, in order of the inputs.</summary>
    /// <exception cref="MergeException">Names that are no identifiers, occur twice or are reserved: all of them.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<ModelInput> inputs, SourcePosition project)
    {
        var errors = new List<Diagnostic>();
        var names = new string[inputs.Count];
        var owners = new Dictionary<string, ModelInput>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var input = inputs[i];
            var name = names[i] = input.Name.Length > 0 ? CapitalizeKeyword(input.Name) : FromFolder(input.Folder);
            if (!IsVariable(name))
            {
                Add(DiagnosticCodes.ModelNameInvalid, $"the name \"{name}\" of {input.As} is not a C# identifier; "
                    + (Identifier(name) is { Length: > 0 } valid ? $"write Name=\"{valid}\"" : "give it one with Name=\"…\""));
            }
            else if (s_reserved.Contains(name))
                Add(DiagnosticCodes.ModelNameReserved, $"the name \"{name}\" of {input.As} hides {name} of the recipe language; give the model another one with Name=\"…\"");
            else if (!owners.TryAdd(name, input))
                Add(DiagnosticCodes.ModelNameTwice, $"{owners[name].As} and {input.As} are both named \"{name}\"; give one of them another name with Name=\"…\"");
        }
        return errors.Count == 0 ? names : throw new MergeException(errors);

        void Add(string code, string message) => errors.Add(new Diagnostic(Severity.Error, code, message, project));
    }

    /// <summary>Whether the recipe language uses a name itself.</summary>
    public static bool IsReserved(string name) => s_reserved.Contains(name);

    static string FromFolder(string folder) => Identifier(ModelInput.FolderName(folder));

    /// <summary>The nearest identifier: other characters become <c>_</c>, a digit at the start gets one before it, a keyword is capitalized.</summary>
    public static string Identifier(string text)
    {
        var characters = text.Select(character => SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_').ToArray();
        var name = new string(characters);
        if (name.Length > 0 && !SyntaxFacts.IsIdentifierStartCharacter(name[0]))
            name = "_" + name;
        return CapitalizeKeyword(name);
    }

    /// <summary>The name that an input with this metadata <c>Name</c>, or a merge with this project name, gets.</summary>
    public static string CapitalizeKeyword(string name) => IsKeyword(name) ? char.ToUpperInvariant(name[0]) + name[1..] : name;

    static bool IsVariable(string name) => SyntaxFacts.IsValidIdentifier(name) && !IsKeyword(name);

    // A script's top level is asynchronous, so await is a keyword there.
    static bool IsKeyword(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await";
}
