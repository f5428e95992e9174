using System.Runtime.ExceptionServices;
using System.Xml.Linq;
using Xunit.Sdk;

namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>
/// A folder of its own for a test, with a space and a letter outside ASCII in its path and nothing above it that could leak in. Goes away with the test, unless
/// that fails: then projects, logs and outputs stay to be looked at.
/// </summary>
sealed class MergeFolder : IDisposable
{
    [ThreadStatic]
    static MergeFolder? s_current;

    bool _failed;
    int _logs;

    public MergeFolder(string name)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "mergesdk tests é", $"{name} {Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(Path);
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            Write(file, "<Project />");
        Write("nuget.config", new XDocument(new XElement("configuration",
            new XElement("packageSources", new XElement("add", new XAttribute("key", "under-test"), new XAttribute("value", Repository.Feed))))).ToString());
        s_current = this;
        AppDomain.CurrentDomain.FirstChanceException += NoteFailure;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A path in the folder.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file, with the folders it needs.</summary>
    public string Write(string relative, string text)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Read(string relative) => File.ReadAllText(this[relative]);

    /// <summary>The toy models base, a and b of the templates, in the folder models.</summary>
    public MergeFolder WithModels(params string[] names)
    {
        foreach (var name in names.Length > 0 ? names : ["base", "a", "b"])
        {
            Directory.CreateDirectory(this[$"models/{name}"]);
            foreach (var file in Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "templates", "mergeproj", "models", name)))
                File.Copy(file, this[$"models/{name}/{System.IO.Path.GetFileName(file)}"]);
        }
        return this;
    }

    /// <summary>Writes the project <c>name/name.mergeproj</c>, with a recipe unless that is null.</summary>
    public string Project(string name, string content, string? recipe = "Output = a;")
    {
        if (recipe is not null)
            Write($"{name}/recipe.csx", recipe);
        return Write($"{name}/{name}.mergeproj", $"<Project Sdk=\"MergeSdk/1.0.0\">\n{content}\n</Project>\n");
    }

    /// <summary>The project <c>merge</c> of base, a and b.</summary>
    public MergeFolder WithMerge(string recipe = "Output = Base + 0.6 * (a - Base) + 0.4 * (b - Base);", string more = "")
    {
        WithModels();
        Project("merge", Models("base", "a", "b") + more, recipe);
        return this;
    }

    /// <summary>Model items for models of <see cref="WithModels"/>.</summary>
    public static string Models(params string[] names) =>
        "<ItemGroup>" + string.Concat(names.Select(name => $"<Model Include=\"../models/{name}\" />")) + "</ItemGroup>";

    /// <summary>Runs dotnet in a folder below, <c>merge</c> if not said otherwise.</summary>
    public DotnetResult Dotnet(string command, string folder = "merge") => Run(folder, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs dotnet with arguments that may have spaces.</summary>
    public DotnetResult Run(string folder, params string[] arguments) => Harness.Dotnet.Run(this[folder], arguments);

    /// <summary>Builds the project <c>merge</c>, with a binary log that stays if the test fails.</summary>
    public DotnetResult Build(string options = "", string folder = "merge") => Dotnet($"build -v:m -bl:{++_logs}.binlog {options}", folder);

    /// <summary>When the tool last finished a build. It writes the stamp every time, so an unchanged time says that it did not run.</summary>
    public DateTime Stamp(string project = "merge") => File.GetLastWriteTimeUtc(this[$"{project}/obj/merge.stamp"]);

    /// <summary>All files below a folder, sorted, with forward slashes.</summary>
    public string[] Files(string folder) => !Directory.Exists(this[folder]) ? [] :
        [.. Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(this[folder], file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= NoteFailure;
        if (_failed)
            Console.Error.WriteLine($"Kept for inspection: {Path}");
        else
            Directory.Delete(Path, recursive: true);
    }

    // xunit does not tell a test's end whether it failed; but every failure begins as an exception on the test's thread.
    void NoteFailure(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (s_current == this && e.Exception is XunitException or TimeoutException)
            _failed = true;
    }
}
