#!/usr/bin/env dotnet
// Builds this repository: dotnet run build.cs [target] [arguments]. Without a target: Quickstart.
// No packages, and not compiled ahead of time: a new machine needs nothing but the .NET SDK for it.
#:property PublishAot=false
// CS1591 missing XML comment: a script has no readers of IntelliSense. CA1861 constant arrays as arguments: each runs once.
#:property NoWarn=$(NoWarn);CS1591;CA1861

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml.Linq;

// Not [CallerFilePath]: where CI is set, the compiler maps paths to be the same on every machine.
var root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var packages = Path.Combine(root, "artifacts", "packages");
var results = Path.Combine(root, "artifacts", "test-results");
// Folders of a project that are not its sources.
string[] outputs = ["bin", "obj", "publish", "package"];
var target = args.Length > 0 ? args[0] : "Quickstart";
var rest = args.Skip(1).ToArray();
var done = new HashSet<string>();

var targets = new (string Name, string[] After, string What, Action Run)[]
{
    ("Clean", [], "removes what was built, packages and test results included", Clean),
    ("Restore", [], "restores the packages of all projects", Restore),
    ("Compile", ["Restore"], "compiles all projects", Compile),
    ("Pack", [], "makes the packages MergeSdk, MergeSdk.Recipes, MergeSdk.Tool and MergeSdk.Templates in artifacts/packages", Pack),
    ("Test", ["Pack"], "runs all tests, the end-to-end ones last; arguments go to dotnet test", Test),
    ("Quickstart", ["Pack"], "merges examples/quickstart", () => Example("quickstart")),
    ("Examples", ["Pack"], "merges every example", Examples),
    ("Docs", [], "writes docs/methods.md and the list of what is public from the sources", Docs),
    ("Tools", [], "installs what tests need and this machine lacks, or says what will be skipped", Tools),
    ("Faults", ["Tools"], "kills and starves builds for a long time, at every system call: --kills N at random moments, 200 by default", Faults),
    ("Fuzz", [], "reads damaged model files for a long time: --count N --seed S", Fuzz),
    ("Histories", [], "builds random recipes with random changes in between for a long time: --count N --seed S", Histories),
    // Of the benchmarks, only no-op builds with packages.
    ("Bench", rest is [] or ["no-op", ..] ? ["Pack"] : [], "runs the benchmarks; arguments go to them", Bench),
};

try
{
    Directory.CreateDirectory(packages);
    if (target is "-h" or "--help" or "help")
    {
        Help();
        return 0;
    }
    return Execute(target) ? 0 : 2;
}
catch (BuildFailed failure)
{
    Console.Error.WriteLine($"build.cs: {failure.Message}");
    return 1;
}

bool Execute(string name)
{
    var found = targets.FirstOrDefault(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    if (found.Run is null)
    {
        Console.Error.WriteLine($"build.cs: there is no target '{name}'.");
        Help();
        return false;
    }
    if (!done.Add(found.Name))
        return true;
    foreach (var earlier in found.After)
        Execute(earlier);

    Console.WriteLine($"=== {found.Name}");
    var watch = Stopwatch.StartNew();
    found.Run();
    // Tests end with their count, which is the line a script looks for.
    if (found.Name != "Test")
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"=== {found.Name} done in {watch.Elapsed.TotalSeconds:0.0} s"));
    return true;
}

void Help()
{
    Console.WriteLine("dotnet run build.cs [target] [arguments]");
    foreach (var (name, after, what, _) in targets)
        Console.WriteLine($"  {name,-11} {what}{(after.Length > 0 ? $" (after {string.Join(", ", after)})" : "")}");
}

void Clean()
{
    foreach (var folder in new[] { "src", "tests", "examples", "templates" }.Select(name => Path.Combine(root, name)).Where(Directory.Exists))
    {
        // Only folders of projects: an example's model may well be named bin.
        var projects = Directory.EnumerateFiles(folder, "*.*proj", SearchOption.AllDirectories).Select(file => Path.GetDirectoryName(file)!).Distinct().ToArray();
        foreach (var output in projects.SelectMany(project => outputs.Select(name => Path.Combine(project, name))))
            Delete(output);
    }
    foreach (var package in Packages())
        File.Delete(package);
    Delete(results);
}

void Restore() => DotNet("restore", "MergeSdk.sln", "--nologo");

void Compile() => DotNet("build", "MergeSdk.sln", "-c", "Release", "--no-restore", "--nologo", "-v:m");

void Pack()
{
    // What was packed from what, by paths, lengths and times.
    var stamp = Path.Combine(root, "artifacts", "packages.stamp");
    var sources = Listing(new[] { "src", "templates" }.SelectMany(Sources).Concat(Directory.EnumerateFiles(root).Where(file => Path.GetExtension(file) != ".md")));
    if (File.Exists(stamp) && File.ReadAllText(stamp) == sources + Listing(Packages()))
    {
        Console.WriteLine("The packages are up to date (dotnet run build.cs clean removes them).");
    }
    else
    {
        File.Delete(stamp);
        foreach (var old in Packages())
            File.Delete(old);
        // The tool first: the SDK package takes a copy of what it publishes, and the compiler is the slow part.
        foreach (var project in new[] { "src/MergeSdk.Tool", "src/MergeSdk.Recipes", "src/MergeSdk", "templates" })
            DotNet("pack", project, "-c", "Release", "--nologo", "-v:m");
        File.WriteAllText(stamp, sources + Listing(Packages()));
    }
    ForgetCachedPackages();
}

string[] Packages() => Directory.GetFiles(packages, "*.*nupkg");

// Files in a folder that are no project's output.
IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
    .Where(file => !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(name => outputs.Contains(name)));

string Listing(IEnumerable<string> files) => string.Concat(files.Order(StringComparer.Ordinal).Select(path => new FileInfo(path))
    .Select(file => string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(root, file.FullName)} {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));

// NuGet never looks at a feed for a version it has already, and the version does not change with every edit.
void ForgetCachedPackages()
{
    var folder = Capture("nuget", "locals", "global-packages", "--list", "--force-english-output").Split("global-packages:", 2)[^1].Trim();
    foreach (var package in Directory.EnumerateFiles(packages, "*.nupkg"))
    {
        // MergeSdk.Tool.1.0.0.nupkg: the version begins at the first part that is a number.
        var parts = Path.GetFileNameWithoutExtension(package).Split('.');
        var version = Array.FindIndex(parts, part => part.All(char.IsAsciiDigit));
        Delete(Path.Combine(folder, string.Join('.', parts[..version]).ToLowerInvariant(), string.Join('.', parts[version..]).ToLowerInvariant()));
    }
}

void Test()
{
    Delete(results);
    var passed = 0;
    var failed = 0;
    // Fast ones first, so that a mistake shows early; those that take minutes, which run dotnet build or kill builds, last.
    string[] slow = ["MergeSdk.Sdk.Tests", "MergeSdk.Faults.Tests"];
    var projects = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
        .OrderBy(project => Array.IndexOf(slow, Path.GetFileNameWithoutExtension(project))).ThenBy(project => project, StringComparer.Ordinal);
    foreach (var project in projects)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Console.WriteLine($"--- {name}");
        var code = Start(["test", project, "-c", "Release", "--nologo", "-v:q", "--logger", "console;verbosity=minimal", "--logger", $"trx;LogFileName={name}.trx", "--results-directory", results, .. rest]);
        var (ranPassed, ranFailed) = Count(Path.Combine(results, name + ".trx"));
        passed += ranPassed;
        // A run that breaks off, or does not compile, counts although no test of it is reported as failed.
        failed += ranFailed == 0 && code != 0 ? 1 : ranFailed;
    }
    Console.WriteLine($"{passed} passed, {failed} failed");
    if (failed > 0)
        Environment.Exit(1);
}

static (int Passed, int Failed) Count(string resultFile)
{
    if (!File.Exists(resultFile))
        return (0, 0);
    var counters = XDocument.Load(resultFile).Descendants().First(element => element.Name.LocalName == "Counters");
    int Number(string name) => (int?)counters.Attribute(name) ?? 0;
    return (Number("passed"), Number("failed") + Number("error") + Number("timeout") + Number("aborted"));
}

void Examples()
{
    foreach (var project in Directory.EnumerateFiles(Path.Combine(root, "examples"), "*.mergeproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        DotNet("build", project, "--nologo", "-v:m");
}

void Example(string name) => DotNet("build", Path.Combine("examples", name), "--nologo", "-v:m");

// The test that compares the page also writes it.
void Docs()
{
    Environment.SetEnvironmentVariable("MERGE_WRITE_DOCS", "1");
    DotNet("test", "tests/MergeSdk.Tool.Tests", "-c", "Release", "--nologo", "-v:q", "--filter", "MethodPageTests|PublicApiTests");
}

void Bench()
{
    // Compiled ahead of time, as the SDK's package has it.
    DotNet("publish", "src/MergeSdk.Tool", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishReadyToRun=true", "-p:UseAppHost=false", "-o", "artifacts/bench/tool", "--nologo", "-v:m");
    DotNet(["run", "-c", "Release", "--project", "tests/MergeSdk.Benchmarks", "--", .. rest]);
}

void Tools()
{
    // The command a test needs, and the package of Debian that has it.
    var missing = new (string Command, string Package)[] { ("strace", "strace"), ("unshare", "util-linux"), ("mkfs.ext4", "e2fsprogs") }
        .Where(tool => !Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, tool.Command))))
        .ToList();
    if (!OperatingSystem.IsLinux() || missing.Count == 0)
        return;
    var packages = missing.Select(tool => tool.Package).ToArray();
    var installed = Environment.IsPrivilegedProcess && File.Exists("/etc/debian_version")
        && Run("apt-get", "update", "-q") == 0 && Run("apt-get", ["install", "-q", "-y", "--no-install-recommends", .. packages]) == 0;
    if (!installed)
        Console.WriteLine($"Tests of faults that need {string.Join(", ", missing.Select(tool => tool.Command))} will be skipped. Install the packages {string.Join(", ", packages)} to run them.");
}

void Faults()
{
    if (rest is not ([] or ["--kills", _]))
        throw new BuildFailed("faults takes --kills N.");
    Environment.SetEnvironmentVariable("MERGE_TEST_KILLS", rest.Length == 0 ? "200" : rest[1]);
    var counts = Path.Combine(results, "faults.txt");
    Directory.CreateDirectory(results);
    File.Delete(counts);
    var code = Start(["test", "tests/MergeSdk.Faults.Tests", "-c", "Release", "--nologo", "-v:q"]);
    Console.Write(File.Exists(counts) ? File.ReadAllText(counts) : "");
    if (code != 0)
        throw new BuildFailed("a fault was not survived.");
}

void Fuzz() => DotNet(["run", "-c", "Release", "--project", "tests/MergeSdk.Fuzz", "--", .. rest]);

void Histories()
{
    // Compiled ahead of time: half of the time would go into compiling the C# compiler.
    DotNet("publish", "tests/MergeSdk.Histories", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishReadyToRun=true", "-p:UseAppHost=false", "--no-self-contained", "-o", "artifacts/histories", "--nologo", "-v:m");
    DotNet(["exec", "artifacts/histories/MergeSdk.Histories.dll", .. rest]);
}

void DotNet(params string[] arguments)
{
    var code = Start(arguments);
    if (code != 0)
        throw new BuildFailed($"dotnet {string.Join(' ', arguments)} ended with exit code {code}.");
}

static int Run(string command, params string[] arguments)
{
    using var process = Process.Start(command, arguments);
    process.WaitForExit();
    return process.ExitCode;
}

int Start(string[] arguments)
{
    using var process = Process.Start(StartInfo(arguments)) ?? throw new BuildFailed("dotnet cannot be started.");
    process.WaitForExit();
    return process.ExitCode;
}

string Capture(params string[] arguments)
{
    var info = StartInfo(arguments);
    info.RedirectStandardOutput = true;
    using var process = Process.Start(info) ?? throw new BuildFailed("dotnet cannot be started.");
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? output : throw new BuildFailed($"dotnet {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
}

ProcessStartInfo StartInfo(string[] arguments)
{
    var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments) { WorkingDirectory = root, UseShellExecute = false };
    // dotnet run leaves variables of its own to what it starts; a build must not depend on being started from here.
    foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToArray())
        info.Environment.Remove(name);
    info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    info.Environment["DOTNET_NOLOGO"] = "1";
    return info;
}

static void Delete(string folder)
{
    if (Directory.Exists(folder))
        Directory.Delete(folder, recursive: true);
}

sealed class BuildFailed(string message) : Exception(message);
