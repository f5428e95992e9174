using System.Diagnostics;
using MergeSdk.Build.Files;
using MergeSdk.Build.Session;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Files beside the base's weights that are large, of another kind, or odd.</summary>
public sealed class SideFileTests : IDisposable
{
    readonly TestMerge _merge = new();
    readonly string _base;

    public SideFileTests()
    {
        _base = _merge.Model("base", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("BF16", [64], 1) });
    }

    public void Dispose() => _merge.Dispose();

    [Fact]
    public void A_large_file_is_copied_in_pieces_and_stays_when_nothing_changes()
    {
        const int Bytes = 64 << 20;
        var content = new byte[Bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(_base, "vocabulary.large"), content);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Run().BytesWritten.Should().BeGreaterThan(Bytes);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(Bytes / 2);
        var copy = Path.Combine(_merge.Output, "vocabulary.large");
        InputFile.Hash(copy).Should().Be(TensorHasher.Hash(content));
        File.ReadAllText(_merge.Lock).Should().Contain($"{TensorHasher.Hash(content)}");
        Run().BytesWritten.Should().Be(0);

        content[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(_base, "vocabulary.large"), content);
        Run().BytesWritten.Should().BeGreaterThan(Bytes);
        InputFile.Hash(copy).Should().Be(TensorHasher.Hash(content));
    }

    [Fact]
    public void A_file_that_changes_while_it_is_copied_is_told()
    {
        var source = Path.Combine(_base, "vocabulary.txt");
        File.WriteAllText(source, "before");
        var content = FileContent.OfFile(source);
        content.Hash.Should().Be(TensorHasher.Hash("before"u8));
        File.WriteAllText(source, "behind");

        var copy = () => DurableFile.Replace(_merge.Path("copy"), content);

        copy.Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which.Code.Should().Be(DiagnosticCodes.InputChanged);
        File.Exists(_merge.Path("copy")).Should().BeFalse();
    }

    [Fact]
    public void Weights_in_other_formats_are_left_out_and_named()
    {
        foreach (var name in new[] { "rust_model.ot", "tf_model.h5", "model.ckpt.data-00000-of-00001", "optimizer.pt", "training_args.bin", "merges.txt", ".hidden.onnx" })
            File.WriteAllText(Path.Combine(_base, name), name);

        var summary = Run();

        Directory.EnumerateFiles(_merge.Output).Select(path => Path.GetFileName(path)).Should()
            .BeEquivalentTo("README.md", "config.json", "merge.lock.json", "merges.txt", "model.safetensors");
        var told = summary.Warnings.Should().ContainSingle().Subject;
        told.Should().Be(new Diagnostic(
            Severity.Message, "MERGE3015",
            "6 files of weights beside those of the base 'base' are not taken over: '.hidden.onnx', 'model.ckpt.data-00000-of-00001', 'optimizer.pt', …"));
    }

    [Fact]
    public void Room_for_side_files_is_looked_for_before_the_merge()
    {
        using (var large = File.Create(Path.Combine(_base, "vocabulary.large")))
            large.SetLength(8L << 40);

        Refused().Should().Be(DiagnosticCodes.NoSpace);
    }

    [SkippableTheory]
    [InlineData("mkfifo pipe", "MERGE1004")]
    [InlineData("ln -s nowhere vocabulary.txt", "MERGE1001")]
    [InlineData("echo 1 > \"$(printf 'two\\nlines.txt')\"", "MERGE3016")]
    [InlineData("echo 1 > \"$(printf 'latin-\\351.txt')\"", "MERGE3016")]
    public void An_odd_file_is_refused_before_anything_is_merged(string command, string code)
    {
        Skip.If(OperatingSystem.IsWindows());
        Shell(command);

        Refused().Should().Be(code);

        // .NET does not find a file again whose name is no UTF-8, and so cannot delete its folder either.
        Shell("rm -f latin-*");
    }

    void Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _base })!;
        shell.WaitForExit();
    }

    MergeSummary Run() => _merge.Run(new Linear([1]).Of(0));

    /// <summary>The code of the error that a merge ends with, which must have a message of one line and have computed nothing.</summary>
    string Refused()
    {
        var request = _merge.Request(_merge.Plan(_ => new Linear([1]).Of(0)));
        var diagnostic = FluentActions.Invoking(() => MergeBuild.Run(request, default)).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Subject;
        diagnostic.ToString().Should().NotContain("\n");
        request.Progress.TotalTensors.Should().Be(0);
        Directory.EnumerateFileSystemEntries(_merge.Output).Should().BeEmpty();
        return diagnostic.Code;
    }
}
