using MergeSdk.Tensors;

namespace MergeSdk.Recipes;

/// <summary>A recipe as the C# compiler left it: all that is needed to run it, without the compiler.</summary>
/// <param name="Names">The variables of the inputs, in the project's order.</param>
/// <param name="Sources">The recipe and what it loads (<c>#load</c>), as full paths, the recipe first, each with the hash of its text.</param>
/// <param name="References">What it references by <c>#r</c>.</param>
/// <param name="TokensHash">The hash of its tokens: what is left of it without comments and white space.</param>
/// <param name="Warnings">The compiler's warnings and those of <see cref="MachineDependence"/>.</param>
/// <param name="Declarations">The assembly of the submission that declares the variables.</param>
/// <param name="Recipe">The assembly of the recipe, which continues that one.</param>
/// <param name="Symbols">The debug information of the recipe, from which positions of exceptions come.</param>
sealed record CompiledScript(
    IReadOnlyList<string> Names,
    IReadOnlyList<SourceText> Sources,
    IReadOnlyList<RecipeAssembly> References,
    string TokensHash,
    IReadOnlyList<Diagnostic> Warnings,
    byte[] Declarations,
    byte[] Recipe,
    byte[] Symbols)
{
    /// <summary>Every file the recipe consists of, as full paths, the recipe first.</summary>
    public IReadOnlyList<string> Files =>
    [
        Sources[0].Path,
        .. Sources.Skip(1).Select(source => source.Path).Concat(References.Select(reference => reference.Path)).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Which version the code is, with all that it can call: see <see cref="CodeVersion"/>.</summary>
    /// <param name="assemblies">Assemblies that the recipe can use.</param>
    /// <param name="nativeLibraries">Files of native libraries that come with those.</param>
    public string Version(IEnumerable<RecipeAssembly> assemblies, IEnumerable<string> nativeLibraries) =>
        CodeVersion.Of(TokensHash, assemblies.Concat(References.Where(reference => !FrameworkAssemblies.Contains(reference.Path))).Distinct(), nativeLibraries);

    /// <summary>Reads what <see cref="Write(BinaryWriter)"/> wrote.</summary>
    public static CompiledScript Read(BinaryReader reader)
    {
        return new CompiledScript(
            List(reader.ReadString),
            List(() => new SourceText(reader.ReadString(), ContentHash.Parse(reader.ReadString()))),
            List(() => new RecipeAssembly(reader.ReadString(), reader.ReadString(), System.Version.Parse(reader.ReadString()), new Guid(reader.ReadBytes(16)))),
            reader.ReadString(),
            List(() => new Diagnostic((Severity)reader.ReadByte(), reader.ReadString(), reader.ReadString(), new SourcePosition(reader.ReadString(), reader.ReadInt32(), reader.ReadInt32()))),
            Bytes(),
            Bytes(),
            Bytes());

        IReadOnlyList<T> List<T>(Func<T> item) => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => item())];

        byte[] Bytes() => reader.ReadBytes(reader.ReadInt32());
    }

    /// <summary>Writes all of it, to be read again.</summary>
    public void Write(BinaryWriter writer)
    {
        List(Names, writer.Write);
        List(Sources, source => Texts(source.Path, source.Hash.ToString()));
        List(References, reference =>
        {
            Texts(reference.Path, reference.Name, reference.Version.ToString());
            writer.Write(reference.ModuleId.ToByteArray());
        });
        writer.Write(TokensHash);
        List(Warnings, warning =>
        {
            writer.Write((byte)warning.Severity);
            // None is told without its place.
            var position = warning.Position!.Value;
            Texts(warning.Code, warning.Message, position.File);
            writer.Write(position.Line);
            writer.Write(position.Column);
        });
        foreach (var assembly in (byte[][])[Declarations, Recipe, Symbols])
        {
            writer.Write(assembly.Length);
            writer.Write(assembly);
        }

        void List<T>(IReadOnlyList<T> items, Action<T> write)
        {
            writer.Write(items.Count);
            foreach (var item in items)
                write(item);
        }

        void Texts(params ReadOnlySpan<string> texts)
        {
            foreach (var text in texts)
                writer.Write(text);
        }
    }
}
