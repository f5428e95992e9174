using MergeSdk.Tool.Hub;

namespace MergeSdk.Tool.Import;

/// <summary>The models that are named by their Hub ids and are not in the Hugging Face cache: each once, whichever documents use it.</summary>
sealed class Downloads
{
    readonly List<HubModel> _missing = [];

    /// <summary>The folder of a model in the cache; null if it has to be downloaded.</summary>
    public string? Folder(HubModel model)
    {
        var found = HubCache.Find(model);
        if (found is null && !_missing.Contains(model))
            _missing.Add(model);
        return found?.Folder;
    }

    /// <summary>What to tell at the end: the commands to run, one after the other; nothing if all models are there.</summary>
    public IReadOnlyList<string> Commands() =>
        _missing.Count == 0 ? [] : ["Not in the Hugging Face cache yet. Download with:", .. _missing.Select(model => $"  {model.DownloadCommand()}")];
}
