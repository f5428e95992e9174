using System.Globalization;

namespace MergeSdk.Tasks;

/// <summary>
/// Reads what the tool wrote down after a build: every file and folder that mattered, and how it looked. While all of it still holds, there is nothing to merge
/// and the tool need not start. MSBuild's own Inputs and Outputs would miss an input replaced by an older file, one taken away, and one added.
/// </summary>
/// <remarks>
/// Lines, tab-separated, after the header <c>mergesdk-stamp 2</c>: <c>S path</c> for the stamp itself, so that one in a copied folder does not speak of the
/// original, <c>F length ticks path</c> for a file with its length and last write time (UTC), and
/// <c>D names path</c> for a folder with the names of its files, in ordinal order, joined with <c>/</c>.
/// </remarks>
static class MergeStamp
{
    const string Header = "mergesdk-stamp 2";

    /// <summary>Says why the tool has to run, or null when everything is as it was.</summary>
    public static string? WhyStale(string stampFile)
    {
        try
        {
            if (!File.Exists(stampFile))
                return "nothing has been merged yet";
            using var reader = new StreamReader(stampFile);
            if (reader.ReadLine() != Header)
                return "the stamp of the last merge is of another version";
            if (reader.ReadLine() != $"S\t{Path.GetFullPath(stampFile)}")
                return "the stamp of the last merge was made elsewhere";
            while (reader.ReadLine() is { } line)
            {
                if (WhyLineFails(line) is { } reason)
                    return reason;
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    static string? WhyLineFails(string line)
    {
        var fields = line.Split('\t');
        switch (fields[0])
        {
            case "F" when fields.Length == 4:
                var file = new FileInfo(fields[3]);
                if (!file.Exists)
                    return $"'{fields[3]}' is gone";
                return file.Length.ToString(CultureInfo.InvariantCulture) == fields[1]
                    && file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture) == fields[2]
                    ? null
                    : $"'{fields[3]}' has changed";
            case "D" when fields.Length == 3:
                if (!Directory.Exists(fields[2]))
                    return $"'{fields[2]}' is gone";
                return FileNames(fields[2]) == fields[1] ? null : $"files were added to or taken from '{fields[2]}'";
            default:
                return "the stamp of the last merge is damaged";
        }
    }

    static string FileNames(string folder)
    {
        var names = Array.ConvertAll(Directory.GetFiles(folder), Path.GetFileName);
        Array.Sort(names, StringComparer.Ordinal);
        return string.Join("/", names);
    }
}
