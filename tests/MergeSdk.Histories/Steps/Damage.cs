namespace MergeSdk.Histories.Steps;

/// <summary>What may happen to any file.</summary>
static class Damage
{
    /// <summary>Damages a file somewhere below a folder.</summary>
    /// <returns>What was done; null if there is no file.</returns>
    public static string? File(string folder, Dice dice)
    {
        if (!Directory.Exists(folder))
            return null;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return null;
        var path = dice.Pick(files);
        var content = System.IO.File.ReadAllBytes(path);
        var time = System.IO.File.GetLastWriteTimeUtc(path);
        var how = dice.Next(5);
        switch (how)
        {
            case 0 when content.Length > 0:
                System.IO.File.WriteAllBytes(path, content[..dice.Next(content.Length)]);
                break;
            case 1:
                System.IO.File.Delete(path);
                break;
            case 2:
                System.IO.File.WriteAllBytes(path, dice.Bytes(content.Length));
                break;
            default:
                if (content.Length == 0)
                    return null;
                content[dice.Next(content.Length)] ^= (byte)(1 << dice.Next(8));
                System.IO.File.WriteAllBytes(path, content);
                break;
        }
        var keepsTime = how != 1 && dice.OneIn(3);
        if (keepsTime)
            System.IO.File.SetLastWriteTimeUtc(path, time);
        var done = how switch { 0 => "truncated", 1 => "deleted", 2 => "overwritten", _ => "a bit flipped" };
        return $"{Path.GetRelativePath(folder, path)} {done}{(keepsTime ? ", with its old time" : "")}";
    }
}
