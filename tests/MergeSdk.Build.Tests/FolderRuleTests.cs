using System.Security.Cryptography;
using MergeSdk.Build.Files;
using MergeSdk.Build.Session;
using MergeSdk.Graph;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>Builds that are refused before they begin, or before anything is published, because of where and how files lie.</summary>
public sealed class FolderRuleTests : IDisposable
{
    readonly TestMerge _merge = new();

    public FolderRuleTests() => _merge.Model("a", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [300, 1000], seed: 1) });

    public void Dispose() => _merge.Dispose();

    [Theory]
    [InlineData("models/a")]
    [InlineData("models/a/")]
    [InlineData("models/./x/../a")]
    [InlineData("models/a/out")]
    [InlineData("models")]
    public void The_output_may_not_equal_an_input_or_lie_in_it_or_around_it(string output)
    {
        var before = Files();
        Refused(Request() with { OutputFolder = _merge.Path(output) }, DiagnosticCodes.OutputOverlapsInput).Message.Should().Contain("model 'a'").And.Contain(_merge.Path("models", "a"));
        Files().Should().Equal(before);
    }

    [SkippableTheory]
    [InlineData("models/a", "link")]
    [InlineData("models", "link/a/out")]
    [InlineData("models", "link")]
    public void A_link_does_not_hide_where_the_output_lies(string target, string output)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Directory.CreateSymbolicLink(_merge.Path("link"), _merge.Path(target));
        Refused(Request() with { OutputFolder = _merge.Path(output) }, DiagnosticCodes.OutputOverlapsInput);
    }

    [SkippableFact]
    public void A_link_does_not_hide_where_an_input_lies()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows needs rights to create links.");
        Directory.CreateSymbolicLink(_merge.Path("link"), _merge.Path("models", "a"));
        _merge.ModelAt("a", _merge.Path("link"));
        Refused(Request() with { OutputFolder = _merge.Path("models", "a", "out") }, DiagnosticCodes.OutputOverlapsInput);
    }

    [Fact]
    public void A_folder_whose_name_begins_like_an_inputs_is_another() =>
        MergeBuild.Run(Request() with { OutputFolder = _merge.Path("models", "ab") }, CancellationToken.None).Merged.Should().Be(1);

    [SkippableFact]
    public void An_output_that_does_not_fit_the_disk_is_refused_before_anything_is_written()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not make this file sparse.");
        // Four tebibytes that take no room: a hole in a file.
        var folder = Directory.CreateDirectory(_merge.Path("models", "huge")).FullName;
        var header = SafetensorsCases.File("""{"w":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}""");
        using (var file = File.OpenHandle(System.IO.Path.Combine(folder, "model.safetensors"), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, header, 0);
            RandomAccess.SetLength(file, header.Length + 4398046511104);
        }
        _merge.ModelAt("a", folder);

        Refused(Request(), DiagnosticCodes.NoSpace).Message.Should().Contain("4,398,0").And.Contain("MB are free");
        Directory.EnumerateFileSystemEntries(_merge.Output).Should().BeEmpty();
    }

    [Fact]
    public void Room_for_what_is_written_is_enough()
    {
        FreeSpace.Check(_merge.Path(), 1);
        ((Action)(() => FreeSpace.Check(_merge.Path(), long.MaxValue / 2))).Should().Throw<MergeException>();
    }

    [Fact]
    public void An_input_that_changed_since_its_header_was_read_is_refused()
    {
        var request = Request();
        Touch(request);
        Refused(request, DiagnosticCodes.InputChanged).Position!.Value.File.Should().Be(WeightFile);
        Directory.Exists(_merge.Output).Should().BeFalse();
    }

    [Theory]
    [InlineData("touched")]
    [InlineData("longer")]
    [InlineData("shorter")]
    [InlineData("replaced")]
    public void An_input_that_changes_while_it_is_read_is_refused_and_nothing_is_published(string how)
    {
        _merge.Run(new Linear([0.5]).Of(0));
        var before = Weights();
        var changed = 0;
        var code = new UserMethodCode(
            (inputs, _, output) =>
            {
                inputs[0].CopyTo(output);
                if (Interlocked.Exchange(ref changed, 1) == 0)
                    Change(how);
            },
            (exception, _) => new MergeException(DiagnosticCodes.UserMethodFailed, exception.ToString()));
        var method = new UserMethod("f", "1", []).Of(0);
        var request = Request(method) with { UserMethods = new Dictionary<string, UserMethodCode> { ["f"] = code } };

        Refused(request, DiagnosticCodes.InputChanged).Position!.Value.File.Should().Be(WeightFile);
        Weights().Should().Be(before);

        // Built again it is right, whatever was computed from the file of before.
        _merge.Model("a", new Dictionary<string, PlainTensor> { ["w"] = PlainTensor.Random("F32", [300, 1000], seed: 2) });
        MergeBuild.Run(Request(method) with { UserMethods = request.UserMethods }, CancellationToken.None).Merged.Should().Be(1);
        _merge.Result()["w"].Bytes.AsSpan().SequenceEqual(PlainTensor.Random("F32", [300, 1000], seed: 2).Bytes).Should().BeTrue();
    }

    string Weights() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(System.IO.Path.Combine(_merge.Output, "model.safetensors"))));

    string WeightFile => _merge.Path("models", "a", "model.safetensors");

    void Change(string how)
    {
        var content = File.ReadAllBytes(WeightFile);
        switch (how)
        {
            case "touched":
                File.SetLastWriteTimeUtc(WeightFile, DateTime.UtcNow.AddMinutes(1));
                break;
            case "longer":
                File.AppendAllText(WeightFile, "x");
                break;
            case "shorter":
                using (var file = File.OpenHandle(WeightFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                    RandomAccess.SetLength(file, 1000);
                break;
            default:
                // Same size and time, another file.
                var time = File.GetLastWriteTimeUtc(WeightFile);
                File.WriteAllBytes(WeightFile + ".new", content);
                File.SetLastWriteTimeUtc(WeightFile + ".new", time);
                File.Move(WeightFile + ".new", WeightFile, overwrite: true);
                break;
        }
    }

    static void Touch(MergeRequest request) =>
        File.SetLastWriteTimeUtc(request.Checkpoints["a"].Files[0].Path, DateTime.UtcNow.AddMinutes(1));

    MergeRequest Request(Sketch? sketch = null) => _merge.Request(_merge.Plan(_ => sketch ?? 0));

    List<string> Files() => [.. Directory.EnumerateFileSystemEntries(_merge.Path(), "*", SearchOption.AllDirectories).Order()];

    static Diagnostic Refused(MergeRequest request, string code)
    {
        var error = ((Action)(() => MergeBuild.Run(request, CancellationToken.None))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        return error;
    }
}
