namespace MergeSdk.Faults.Tests;

/// <summary>A disk whose content is a file, with an ext4 on it; its power can be lost.</summary>
sealed class LoopDisk : IDisposable
{
    const int Mebibytes = 40;

    readonly string _image;
    readonly string _folder;
    readonly string _device;
    Mount? _mount;

    /// <param name="image">The file.</param>
    /// <param name="folder">Where it is mounted.</param>
    public LoopDisk(string image, string folder)
    {
        (_image, _folder) = (image, folder);
        using (var file = File.Create(image))
            file.SetLength(Mebibytes << 20);
        Command.Run("mkfs.ext4", "-q", "-J", "size=4", "-E", "lazy_itable_init=0,lazy_journal_init=0", image);
        _device = Command.Run("losetup", "-f", "--show", image);
        _mount = Mount.Disk(_device, folder);
    }

    /// <summary>Keeps a copy of what the disk has, without what the system has not written to it yet.</summary>
    public void KeepContent()
    {
        // What the disk was told to write takes a moment.
        Thread.Sleep(100);
        Command.Run("cp", "--sparse=always", _image, _image + ".copy");
    }

    /// <summary>Puts the kept content on the disk, as if it had lost its power when that was copied. Nothing may use it.</summary>
    public void LosePower()
    {
        Dispose();
        File.Move(_image + ".copy", _image, overwrite: true);
        // The same device again: files are known by it, among others.
        Command.Run("losetup", _device, _image);
        _mount = Mount.Disk(_device, _folder);
    }

    public void Dispose()
    {
        _mount?.Dispose();
        _mount = null;
        Command.Run("losetup", "-d", _device);
    }
}
