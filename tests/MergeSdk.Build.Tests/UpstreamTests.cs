using System.Buffers.Binary;
using System.Text;
using MergeSdk.Build.Artifact;
using MergeSdk.Build.Session;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.TestModels;

namespace MergeSdk.Build.Tests;

/// <summary>A merge of another merge's output: what is read of it is what its lock file says, or nothing is published.</summary>
public sealed class UpstreamTests : IDisposable
{
    readonly TestMerge _up = new();
    readonly TestMerge _down = new();

    public UpstreamTests()
    {
        _up.Model("a", Tensors(1));
        _up.Run(Sketch.Input(0));
        _down.ModelAt("up", _up.Output);
        _down.Upstream.Add("up", _up.State);
    }

    public void Dispose()
    {
        _up.Dispose();
        _down.Dispose();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Bytes_that_the_upstream_merge_did_not_write_are_refused_by_name_and_nothing_wrong_stays(bool sameTimes, bool builtBefore)
    {
        if (builtBefore)
            _down.Run(Times(2));
        var before = Directory.Exists(_down.Output) ? _down.Artifact() : [];
        var damaged = Damage(sameTimes);

        // As after an edit of the recipe, with dotnet build --no-dependencies.
        var error = Refused(Times(3), DiagnosticCodes.UpstreamDiffers);
        error.Message.Should().Contain("tensor 'w1'");
        error.Position!.Value.File.Should().Be(_up.Path("bin", "model.safetensors"));
        (Directory.Exists(_down.Output) ? _down.Artifact() : []).Should().BeEquivalentTo(before);
        // And not only the first time, nor only where nothing is locked.
        Refused(Times(3), DiagnosticCodes.UpstreamDiffers);

        File.WriteAllBytes(_up.Path("bin", "model.safetensors"), damaged.Original);
        _down.Run(Times(3));
        EqualsCleanBuild(Times(3));
    }

    [Fact]
    public void A_locked_build_does_not_pass_on_wrong_bytes()
    {
        _down.Run(Times(2));
        Damage(sameTimes: true);
        Directory.Delete(_down.Output, recursive: true);
        Refused(Times(2), DiagnosticCodes.UpstreamDiffers, locked: true);
    }

    [Fact]
    public void Wrong_bytes_that_nothing_knows_of_are_found_by_what_reads_them()
    {
        // As on a system whose files have no time of status change: the state of the merge that wrote it takes the damaged file for its own.
        var (written, _) = Damage(sameTimes: true);
        Forge(written);
        Refused(Times(2), DiagnosticCodes.UpstreamDiffers).Message.Should().Contain("tensor 'w1'");
        Refused(new Trim(0.5).Of(0), DiagnosticCodes.UpstreamDiffers);
        Refused(new IsoC().Of(0), DiagnosticCodes.UpstreamDiffers);
    }

    [Fact]
    public void Where_one_upstream_tensor_changed_nothing_else_is_read()
    {
        _down.Run(Times(2));
        var changed = Tensors(1);
        changed["w0"] = PlainTensor.Random("F32", [40, 50], seed: 99);
        _up.Model("a", changed);
        _up.Run(Sketch.Input(0));

        var request = _down.Request(_down.Plan(_ => Times(2)));
        MergeBuild.Run(request, default).Merged.Should().Be(1);

        request.Progress.BytesRead.Should().Be(changed["w0"].Bytes.Length);
        EqualsCleanBuild(Times(2));
    }

    [Fact]
    public void A_copy_is_hashed_and_good()
    {
        foreach (var file in Directory.EnumerateFiles(_up.Output))
            File.Copy(file, Path.Combine(Directory.CreateDirectory(_up.Path("copy")).FullName, Path.GetFileName(file)));
        _down.ModelAt("up", _up.Path("copy"));
        _down.Run(Times(2)).Merged.Should().Be(3);
        _down.Run(Times(2)).Merged.Should().Be(0);
        EqualsCleanBuild(Times(2));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("unreadable")]
    [InlineData("another tensor's hash")]
    [InlineData("a tensor less")]
    [InlineData("another type")]
    [InlineData("another config")]
    public void A_lock_file_that_does_not_describe_the_files_is_told(string how)
    {
        var path = _up.Path("bin", LockFile.Name);
        var locked = LockFile.TryRead(path)!;
        var (first, second) = (locked.Content("model.safetensors", "w0")!.Value, locked.Content("model.safetensors", "w1")!.Value);
        var text = File.ReadAllText(path);
        switch (how)
        {
            case "missing":
                File.Delete(path);
                break;
            case "unreadable":
                File.WriteAllText(path, text[..^10]);
                break;
            case "another tensor's hash":
                File.WriteAllText(path, text.Replace(first.ToString(), second.ToString(), StringComparison.Ordinal));
                break;
            case "a tensor less":
                File.WriteAllText(path, text.Replace($"\"w0\": \"{first}\",", "", StringComparison.Ordinal));
                break;
            case "another type":
                var weights = File.ReadAllBytes(_up.Path("bin", "model.safetensors"));
                var header = Encoding.UTF8.GetString(weights, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(weights));
                Encoding.UTF8.GetBytes(header.Replace("\"F32\"", "\"I32\"", StringComparison.Ordinal)).CopyTo(weights, 8);
                File.WriteAllBytes(_up.Path("bin", "model.safetensors"), weights);
                break;
            default:
                File.WriteAllText(_up.Path("bin", "config.json"), "{}");
                break;
        }
        Refused(Sketch.Input(0), DiagnosticCodes.UpstreamLockInvalid).Message.Should().Contain("Rebuild that merge");
    }

    static Sketch Times(double factor) => new Linear([factor]).Of(0);

    static Dictionary<string, PlainTensor> Tensors(int seed) => new()
    {
        ["w0"] = PlainTensor.Random("F32", [40, 50], seed),
        ["w1"] = PlainTensor.Random("F32", [30, 20], seed + 10),
        ["w2"] = PlainTensor.Random("F32", [10], seed + 20),
    };

    /// <summary>Changes a bit of the tensor w1, which is the second of three.</summary>
    (byte[] Damaged, byte[] Original) Damage(bool sameTimes)
    {
        var path = _up.Path("bin", "model.safetensors");
        var (original, damaged, time) = (File.ReadAllBytes(path), File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        damaged[^(10 * sizeof(float) + 100)] ^= 1;
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
            RandomAccess.Write(file, damaged, 0);
        if (sameTimes)
            File.SetLastWriteTimeUtc(path, time);
        return (damaged, original);
    }

    /// <summary>Has the upstream's state hold what is in the file now for what was written.</summary>
    void Forge(byte[] weights)
    {
        var path = _up.Path("bin", "model.safetensors");
        File.ReadAllBytes(path).Should().Equal(weights);
        var locked = LockFile.TryRead(_up.Lock)!.Outputs["model.safetensors"].Tensors!;
        var file = new Incremental.HashedFile("bin/model.safetensors", path, Files.FileIdentity.Of(path)!.Value);
        foreach (var (name, hash) in locked)
            file.Learn(name, new Compute.TensorContent(hash, NonFinite: -1, Signs: 0));
        using var state = Incremental.MergeState.Load(Path.Combine(_up.State, "merge.state"));
        state.Save(locked.Keys, [file]);
    }

    Diagnostic Refused(Sketch sketch, string code, bool locked = false)
    {
        var request = _down.Request(_down.Plan(_ => sketch)) with { Locked = locked };
        var error = ((Action)(() => MergeBuild.Run(request, default))).Should().Throw<MergeException>().Which.Diagnostics.Should().ContainSingle().Which;
        error.Code.Should().Be(code, error.Message);
        return error;
    }

    void EqualsCleanBuild(Sketch sketch)
    {
        var incremental = _down.Artifact();
        Directory.Delete(_down.Output, recursive: true);
        Directory.Delete(_down.State, recursive: true);
        _down.Run(sketch);
        _down.Artifact().Should().BeEquivalentTo(incremental);
    }
}
