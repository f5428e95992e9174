namespace MergeSdk.Graph;

/// <summary>
/// A method of the user's own, computed by code that the recipe brings along. A change of that code is a change of <paramref name="Code"/>, and so of the keys of
/// the tensors that use it.
/// </summary>
/// <param name="Name">Names its code: what the recipe calls it, with a number where the recipe uses the name for several.</param>
/// <param name="Code">Which version of the code it is: a digest of everything that the code consists of.</param>
/// <param name="Parameters">Numbers for the code, finite.</param>
[Method("define")]
sealed record UserMethod(string Name, string Code, Numbers Parameters) : Method
{
    public override TileOperation CreateOperation(OperationContext context) => new UserMethodOperation(
        context.UserMethods.TryGetValue(Name, out var code) ? code : throw Unknown(Name), this, context);

    public override string Text(IReadOnlyList<string> operands)
    {
        var parameters = Parameters.Count == 0 ? "" : $", parameters: [{string.Join(", ", Parameters.Select(Number))}]";
        return $"Define(\"{Name}\", [{string.Join(", ", operands)}]{parameters}, code: {Code})";
    }

    /// <summary>The error of a plan whose code is not at hand.</summary>
    public static MergeException Unknown(string name) => new(
        DiagnosticCodes.UserMethodUnknown,
        $"the plan uses the method \"{name}\", which the recipe defines, and its code is not here: a plan does not hold code. Merge from the recipe.");
}
