using MergeSdk.Tensors;

namespace MergeSdk.Build.Verification;

/// <summary>What one pass over a stored tensor found.</summary>
/// <param name="Stored">The tensor.</param>
/// <param name="Content">The hash of its bytes.</param>
/// <param name="NonFinite">How many elements are NaN or infinite. Of types that cannot be computed with, nothing is known: 0, as for the counts below.</param>
/// <param name="FirstNonFinite">Index of the first of them; −1 if there is none.</param>
/// <param name="BeyondFloat16">How many finite elements are larger in magnitude than the largest float16, 65504.</param>
/// <param name="RootMeanSquare">Square root of the mean of the squares; NaN or infinite if an element is, 0 for a tensor of no elements.</param>
/// <param name="Outliers">How many elements are more than <see cref="WeightCheck.OutlierFactor"/> times the root mean square in magnitude; null if that was not asked for.</param>
sealed record TensorFigures(
    StoredTensor Stored, ContentHash Content, long NonFinite, long FirstNonFinite, long BeyondFloat16, double RootMeanSquare, long? Outliers);
