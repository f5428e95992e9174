namespace MergeSdk.Recipes;

public static partial class Functions
{
    /// <summary>A model with every tensor multiplied by a factor (mergekit's passthrough with scale). A factor of 1 copies the stored bits.</summary>
    /// <param name="model">The model.</param>
    /// <param name="scale">The factor, finite; usually chosen by name: <c>ByName(("*.o_proj.*", 0), ("*", 1))</c>.</param>
    /// <exception cref="MergeException">A factor that is not finite.</exception>
    [KnownAs("passthrough with scale", "Output = Passthrough(a, scale: ByName((\"*.o_proj.*\", 0.5), (\"*\", 1)));", Mergekit = "passthrough")]
    public static Model Passthrough(Model model, Param scale)
    {
        var factor = new Setting(nameof(scale), scale);
        return new Model(ModelMethodNode.Create("Passthrough", Nodes([model]), [factor], call =>
            call[factor] == 1 ? call.Operand(0) : call.Add(new Arithmetic.Linear([call[factor]]), call.OperandsOrFirst())));
    }
}
