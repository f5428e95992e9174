using System.Text;
using MergeSdk.Graph;
using MergeSdk.Graph.Plans;

namespace MergeSdk.Recipes.Tests;

static class PlanText
{
    /// <summary>The plan as it is stored.</summary>
    public static string FileText(this MergePlan plan)
    {
        using var stream = new MemoryStream();
        MergePlanFile.Write(plan, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static PlannedTensor Tensor(this MergePlan plan, string name) => plan.Tensors.Single(tensor => tensor.Name == name);

    public static string Text(this MergePlan plan, string name)
    {
        var tensor = plan.Tensor(name);
        return NodeText.Of(tensor.Node, index =>
        {
            var input = tensor.Inputs[index];
            return input.Tensor == name ? input.Model : $"{input.Model}:{input.Tensor}";
        });
    }
}
