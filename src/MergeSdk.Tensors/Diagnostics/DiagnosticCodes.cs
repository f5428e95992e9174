namespace MergeSdk;

/// <summary>
/// Every code MergeSdk reports, in one place: 1xxx model files, 2xxx recipes, 3xxx plans, 4xxx merging and writing, 5xxx projects and the command line,
/// 6xxx verification.
/// <c>docs/errors.md</c> explains each; a test keeps the two in step. A code is never reused for another meaning.
/// </summary>
public static class DiagnosticCodes
{
    /// <summary>A file does not exist or cannot be opened.</summary>
    public const string UnreadableFile = "MERGE1001";

    /// <summary>A safetensors file is shorter than its header says, usually an interrupted download.</summary>
    public const string TruncatedFile = "MERGE1002";

    /// <summary>A safetensors file holds bytes after the last tensor that its header does not describe.</summary>
    public const string TrailingData = "MERGE1003";

    /// <summary>A path that should be a file is a folder, a pipe, a device, a socket or a loop of links.</summary>
    public const string NotARegularFile = "MERGE1004";

    /// <summary>A file is something else than safetensors: a Git LFS pointer, a web page, a pickle, an archive or another model format.</summary>
    public const string NotSafetensors = "MERGE1005";

    /// <summary>A safetensors header is not the JSON it must be.</summary>
    public const string InvalidHeader = "MERGE1006";

    /// <summary>A safetensors header uses a key twice.</summary>
    public const string DuplicateKey = "MERGE1007";

    /// <summary>A tensor's type, shape or data range in a safetensors header is missing or malformed.</summary>
    public const string InvalidTensorEntry = "MERGE1008";

    /// <summary>Tensors in a safetensors file overlap, leave holes, or do not have the size their type and shape require.</summary>
    public const string InvalidTensorLayout = "MERGE1009";

    /// <summary>A tensor's name is empty or contains control characters.</summary>
    public const string InvalidTensorName = "MERGE1010";

    /// <summary>A safetensors header is above a limit: 100,000,000 bytes, 2,000,000 tensors, 16 dimensions, 100,000 keys in other objects.</summary>
    public const string HeaderLimitExceeded = "MERGE1011";

    /// <summary>A model folder does not exist.</summary>
    public const string FolderNotFound = "MERGE1020";

    /// <summary>A model folder contains no safetensors file.</summary>
    public const string NoModelInFolder = "MERGE1021";

    /// <summary>A model folder contains several safetensors files or indexes, and nothing says which make up the model.</summary>
    public const string AmbiguousModel = "MERGE1022";

    /// <summary>A safetensors index is not the JSON it must be.</summary>
    public const string InvalidIndex = "MERGE1023";

    /// <summary>A safetensors index names a shard that is not a plain file name beside it.</summary>
    public const string UnsafeShardName = "MERGE1024";

    /// <summary>A safetensors index names a shard that is not in the folder.</summary>
    public const string MissingShard = "MERGE1025";

    /// <summary>A tensor is not in the shard where the index says it is.</summary>
    public const string TensorNotInShard = "MERGE1026";

    /// <summary>Two shards of a model contain a tensor of the same name.</summary>
    public const string TensorInSeveralShards = "MERGE1027";

    /// <summary>A model folder contains a safetensors file that its index does not list (warning; the file is not read).</summary>
    public const string UnlistedShard = "MERGE1028";

    /// <summary>A safetensors index states another total size than its shards have (warning).</summary>
    public const string WrongTotalSize = "MERGE1029";

    /// <summary>A shard contains a tensor that the index does not list (warning; the tensor is part of the model).</summary>
    public const string UnlistedTensor = "MERGE1030";

    /// <summary>The recipe file, or a file it needs, does not exist or cannot be read.</summary>
    public const string RecipeNotFound = "MERGE2001";

    /// <summary>The name of a model is not a C# identifier.</summary>
    public const string ModelNameInvalid = "MERGE2002";

    /// <summary>Two models have the same name.</summary>
    public const string ModelNameTwice = "MERGE2003";

    /// <summary>The name of a model hides a function, a setting or a type of the recipe language.</summary>
    public const string ModelNameReserved = "MERGE2004";

    /// <summary>The recipe does not assign <c>Output</c>, or uses a model or vector that is null.</summary>
    public const string OutputMissing = "MERGE2005";

    /// <summary>The recipe's own code threw an exception.</summary>
    public const string RecipeFailed = "MERGE2006";

    /// <summary>Models are points: they cannot be added, scaled or negated; their differences, task vectors, can.</summary>
    public const string PointArithmetic = "MERGE2007";

    /// <summary>A number is outside the range of its parameter.</summary>
    public const string ParameterOutOfRange = "MERGE2008";

    /// <summary>A function was given an empty list.</summary>
    public const string NothingToMerge = "MERGE2009";

    /// <summary>Weights that are to be normalised add up to zero.</summary>
    public const string WeightsSumToZero = "MERGE2010";

    /// <summary>A pattern of <c>ByName</c> matches no tensor.</summary>
    public const string PatternMatchesNothing = "MERGE2011";

    /// <summary>No pattern of <c>ByName</c> matches a tensor.</summary>
    public const string PatternMissing = "MERGE2012";

    /// <summary>A model has no layers, or several lists of layers and none was named.</summary>
    public const string LayersUnclear = "MERGE2013";

    /// <summary>A range of layers goes beyond the model's layers.</summary>
    public const string LayersOutOfRange = "MERGE2014";

    /// <summary><c>OutputType</c> is not a type that merging can write.</summary>
    public const string OutputTypeUnsupported = "MERGE2015";

    /// <summary><c>Define</c> was given something it cannot make a method of: no name, no function, a number of sums out of range.</summary>
    public const string DefinitionInvalid = "MERGE2020";

    /// <summary>The function of a method that the recipe defines threw an exception.</summary>
    public const string UserMethodFailed = "MERGE2021";

    /// <summary>A plan uses a method that a recipe defines, and was not made by compiling that recipe just now.</summary>
    public const string UserMethodUnknown = "MERGE2022";

    /// <summary>A value was given for an argument that the recipe does not have.</summary>
    public const string ArgumentUnknown = "MERGE2050";

    /// <summary>An argument's name or value cannot be understood.</summary>
    public const string ArgumentInvalid = "MERGE2051";

    /// <summary>Operations are nested too deep.</summary>
    public const string RecipeTooLarge = "MERGE2030";

    /// <summary>A recipe uses the environment, files, standard input, processes or the network.</summary>
    public const string RecipeReadsMachine = "MERGE2031";

    /// <summary>A recipe uses the clock, random numbers without a seed, or hash codes of texts.</summary>
    public const string RecipeNotRepeatable = "MERGE2032";

    /// <summary>A recipe asks for the culture of the machine.</summary>
    public const string RecipeUsesCulture = "MERGE2033";

    /// <summary>Warning: a recipe assigns <c>Output</c> a second time before anything reads the first.</summary>
    public const string OutputOverwritten = "MERGE2035";

    /// <summary>Models do not have the same tensors.</summary>
    public const string TensorsDiffer = "MERGE3001";

    /// <summary>A tensor has different shapes in the models.</summary>
    public const string ShapesDiffer = "MERGE3002";

    /// <summary>A tensor is a number to compute with in one model and something else in another.</summary>
    public const string TypesDiffer = "MERGE3003";

    /// <summary>A quantized (or otherwise not computable) tensor takes part in arithmetic.</summary>
    public const string Quantized = "MERGE3004";

    /// <summary>Warning: tensors that only some models have are not in the output.</summary>
    public const string TensorsLeftOut = "MERGE3005";

    /// <summary>Message: tensors of a model that the output does not use.</summary>
    public const string TensorsUnused = "MERGE3006";

    /// <summary>Message: a model that the output does not use.</summary>
    public const string ModelUnused = "MERGE3007";

    /// <summary>Message: integer tensors are copied from one model, not merged.</summary>
    public const string TensorsCopied = "MERGE3008";

    /// <summary>Warning: a density so small that nothing of a tensor is kept.</summary>
    public const string NothingKept = "MERGE3009";

    /// <summary>An adapter is of a kind that cannot be merged.</summary>
    public const string AdapterUnsupported = "MERGE3010";

    /// <summary>An adapter changes tensors that the model does not have.</summary>
    public const string AdapterMismatch = "MERGE3011";

    /// <summary>A model's <c>config.json</c> is not valid JSON.</summary>
    public const string ConfigUnreadable = "MERGE3012";

    /// <summary>Warning: the number of layers changes and <c>config.json</c> does not say it where it is known to be.</summary>
    public const string LayerCountUnknown = "MERGE3013";

    /// <summary>Stacked models have layers that do not fit on one another.</summary>
    public const string LayersDiffer = "MERGE3014";

    /// <summary>Files of weights beside the base's, such as those for other frameworks, are not taken over.</summary>
    public const string SideFilesLeftOut = "MERGE3015";

    /// <summary>A file that is to be copied beside the merged model has a name that cannot be kept.</summary>
    public const string SideFileNameInvalid = "MERGE3016";

    /// <summary>An input file changed or was truncated while it was read.</summary>
    public const string InputChanged = "MERGE4001";

    /// <summary>Reading or writing failed: a full disk, missing rights, a broken device.</summary>
    public const string WriteFailed = "MERGE4002";

    /// <summary>The disk has too little room for the output.</summary>
    public const string NoSpace = "MERGE4003";

    /// <summary>Another build of the same project is running.</summary>
    public const string BuildRunning = "MERGE4004";

    /// <summary>The output folder and an input folder lie one in the other.</summary>
    public const string OutputOverlapsInput = "MERGE4005";

    /// <summary>A file that should be a plan is not one, or of another version.</summary>
    public const string NotAPlan = "MERGE4006";

    /// <summary>A method has no result for the values of a tensor.</summary>
    public const string MethodUndefined = "MERGE4007";

    /// <summary>A tensor of an input has a NaN or an infinity (a warning, unless <c>MergeNonFinite</c> says otherwise).</summary>
    public const string NonFiniteInput = "MERGE4008";

    /// <summary>A tensor of the output has a NaN or an infinity where its inputs have none (an error, unless <c>MergeNonFinite</c> says otherwise).</summary>
    public const string NonFiniteOutput = "MERGE4009";

    /// <summary>The memory limit has no room for a tile of every input of a tensor.</summary>
    public const string MemoryLimitTooLow = "MERGE4010";

    /// <summary>The process has not enough memory.</summary>
    public const string OutOfMemory = "MERGE4011";

    /// <summary>The output folder is the folder of the project or of the recipe, or has it in it.</summary>
    public const string OutputIsSourceFolder = "MERGE4012";

    /// <summary>The output folder has files and is no artifact of a merge.</summary>
    public const string OutputFolderForeign = "MERGE4013";

    /// <summary>A file that no merge wrote is in the way of a merge, or of publishing one.</summary>
    public const string OutputFileForeign = "MERGE4014";

    /// <summary>The lock file is not written: another file is there, or an input.</summary>
    public const string LockFileForeign = "MERGE4015";

    /// <summary>A referenced merge's output is not what that merge wrote.</summary>
    public const string UpstreamDiffers = "MERGE4016";

    /// <summary>A referenced merge's lock file is missing, cannot be read, or does not describe the files beside it.</summary>
    public const string UpstreamLockInvalid = "MERGE4017";

    /// <summary>A weight file that was being written is another file now.</summary>
    public const string OutputReplaced = "MERGE4018";

    /// <summary>The output folder cannot be made: a file is there, or a link that leads nowhere.</summary>
    public const string OutputNotAFolder = "MERGE4019";

    /// <summary>A task vector's model was not trained from what is subtracted from it (a warning).</summary>
    public const string NotTheBase = "MERGE4020";

    /// <summary>A plan that is merged reads a tensor that the model does not have, or has in another type or shape.</summary>
    public const string PlanInputDiffers = "MERGE4024";

    /// <summary>Slices are published and not all have been computed.</summary>
    public const string SlicesMissing = "MERGE4025";

    /// <summary>A locked build has no lock file, or none that can be read.</summary>
    public const string LockMissing = "MERGE4021";

    /// <summary>What goes into a locked build is not what the lock file has.</summary>
    public const string LockDiffers = "MERGE4022";

    /// <summary>What came out of a locked build is not what the lock file has, though the same went in.</summary>
    public const string LockedOutputDiffers = "MERGE4023";

    /// <summary>A ProjectReference to a merge project yielded no model. (5001 to 5099 are reported by the SDK's tasks and targets.)</summary>
    public const string ReferenceWithoutModel = "MERGE5001";

    /// <summary>The merge tool or the dotnet host that runs it is not where it should be.</summary>
    public const string ToolNotFound = "MERGE5002";

    /// <summary>The merge tool ended without saying why.</summary>
    public const string ToolFailed = "MERGE5003";

    /// <summary>The request for the merge tool could not be written.</summary>
    public const string RequestNotWritten = "MERGE5004";

    /// <summary>Publishing was asked for before anything was built.</summary>
    public const string NothingToPublish = "MERGE5005";

    /// <summary><c>MergeThreads</c> is not a whole number from 1.</summary>
    public const string InvalidThreads = "MERGE5006";

    /// <summary>Warning: a property that is nearly one of the SDK's.</summary>
    public const string UnknownProperty = "MERGE5007";

    /// <summary>Warning: an item that is nearly one of the SDK's.</summary>
    public const string UnknownItem = "MERGE5008";

    /// <summary>Warning: metadata that models and adapters do not have.</summary>
    public const string UnknownMetadata = "MERGE5009";

    /// <summary>A property that takes true or false has another value.</summary>
    public const string InvalidSwitch = "MERGE5010";

    /// <summary>Standard output is full or closed.</summary>
    public const string OutputNotWritten = "MERGE5012";

    /// <summary>The system allows the program too few open files, or too little address space.</summary>
    public const string SystemLimit = "MERGE5013";

    /// <summary>A size such as <c>MaxShardSize</c> cannot be read.</summary>
    public const string SizeInvalid = "MERGE5101";

    /// <summary>A command-line argument is not of the form <c>name=folder</c>.</summary>
    public const string ModelArgumentInvalid = "MERGE5102";

    /// <summary><c>MergeNonFinite</c> or <c>--non-finite</c> is not Error, Warn or Allow.</summary>
    public const string NonFinitePolicyInvalid = "MERGE5103";

    /// <summary>A folder where a recipe is wanted.</summary>
    public const string RecipeIsFolder = "MERGE5104";

    /// <summary>A project, a configuration or weights where a recipe is wanted.</summary>
    public const string RecipeOfOtherKind = "MERGE5105";

    /// <summary>What is given for a recipe's arguments is not of the form <c>name=value</c>, or names one twice.</summary>
    public const string ArgumentsInvalid = "MERGE5106";

    /// <summary>A mergekit configuration cannot be read: no such file, or malformed YAML.</summary>
    public const string ImportUnreadable = "MERGE5201";

    /// <summary>A mergekit configuration has no <c>merge_method</c>, or one that does not exist.</summary>
    public const string ImportMethodUnknown = "MERGE5202";

    /// <summary>A mergekit configuration has no <c>base_model</c>, or not where its method needs it.</summary>
    public const string ImportBaseMissing = "MERGE5203";

    /// <summary>The models, slices or layer ranges of a mergekit configuration do not fit its method or one another.</summary>
    public const string ImportModelsInvalid = "MERGE5204";

    /// <summary>A value in a mergekit configuration is not of the kind its key takes.</summary>
    public const string ImportValueInvalid = "MERGE5205";

    /// <summary>A parameter that the method of a mergekit configuration requires is missing.</summary>
    public const string ImportParameterMissing = "MERGE5206";

    /// <summary>The documents of a mergekit configuration have one name twice, no name twice, or need one another in a circle.</summary>
    public const string ImportDocumentsInvalid = "MERGE5207";

    /// <summary>An import would overwrite files.</summary>
    public const string ImportFileExists = "MERGE5208";

    /// <summary>A mergekit configuration merges several modules of a model differently, which a recipe cannot say.</summary>
    public const string ImportModulesUnsupported = "MERGE5209";

    /// <summary>Warning: a key of a mergekit configuration is not one that mergekit knows; it is ignored, as mergekit does.</summary>
    public const string ImportKeyUnknown = "MERGE5221";

    /// <summary>Warning: something in a mergekit configuration has no effect with this method or in this place, neither here nor in mergekit.</summary>
    public const string ImportWithoutEffect = "MERGE5222";

    /// <summary>Warning: a folder that a mergekit configuration names does not exist.</summary>
    public const string ImportModelNotFound = "MERGE5224";

    /// <summary>Warning: the tokenizer settings of a mergekit configuration are left out.</summary>
    public const string ImportTokenizerIgnored = "MERGE5225";

    /// <summary>Warning: the chat template of a mergekit configuration is left out.</summary>
    public const string ImportChatTemplateIgnored = "MERGE5226";

    /// <summary>Warning: a filter of a mergekit configuration matches no tensor; it is left out.</summary>
    public const string ImportFilterMatchesNothing = "MERGE5227";

    /// <summary>Warning: a recipe says only part of what the mergekit configuration does.</summary>
    public const string ImportNotExpressible = "MERGE5228";

    /// <summary>A model is named by something that is no name of the Hugging Face Hub.</summary>
    public const string HubNameInvalid = "MERGE5230";

    /// <summary>A model that is named by its Hub id is not in the Hugging Face cache.</summary>
    public const string HubModelMissing = "MERGE5231";

    /// <summary>MergeSdk itself failed: a defect, please report it.</summary>
    public const string InternalError = "MERGE5199";

    /// <summary>Warning: a parent's license forbids commercial use, another's allows it.</summary>
    public const string LicenseNonCommercial = "MERGE3101";

    /// <summary>Warning: the parents state different licenses.</summary>
    public const string LicensesDiffer = "MERGE3102";

    /// <summary>Warning: a parent's license has a rule for the names of derived models.</summary>
    public const string LicenseNaming = "MERGE3103";

    /// <summary>A lock file cannot be read, or names files outside of its folder.</summary>
    public const string LockUnreadable = "MERGE6001";

    /// <summary>A file of a merged model is missing, not in the lock file, or of another content than the lock file has.</summary>
    public const string VerifyFileDiffers = "MERGE6002";

    /// <summary>A tensor of a merged model is missing, not in the lock file, or of another content than the lock file has.</summary>
    public const string VerifyTensorDiffers = "MERGE6003";

    /// <summary>An embedding has other dimensions than <c>config.json</c> says.</summary>
    public const string VerifyShape = "MERGE6004";

    /// <summary>A model has another number of layers than <c>config.json</c> says.</summary>
    public const string VerifyLayers = "MERGE6005";

    /// <summary><c>config.json</c> says that the head is a matrix of its own, and there is none.</summary>
    public const string VerifyHead = "MERGE6006";

    /// <summary>Merging again gives another model.</summary>
    public const string RebuildDiffers = "MERGE6007";

    /// <summary>Warning: a tensor has NaN or infinities.</summary>
    public const string VerifyNonFinite = "MERGE6021";

    /// <summary>Warning: a tensor has elements larger than any weight of a trained model.</summary>
    public const string VerifyTooLarge = "MERGE6022";

    /// <summary>Warning: <c>config.json</c> says that the head is the embedding, and another one is stored.</summary>
    public const string VerifyTiedHead = "MERGE6023";

    /// <summary>Warning: a tokenizer cannot be read, has tokens without a row in the embedding, or a token or an id twice.</summary>
    public const string VerifyTokenizer = "MERGE6024";

    /// <summary>Warning: a special token is not in the vocabulary, or is another one for the model than for the tokenizer.</summary>
    public const string VerifySpecialTokens = "MERGE6025";
}
