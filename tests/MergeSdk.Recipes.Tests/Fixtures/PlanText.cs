using MergeSdk.Engine;

namespace MergeSdk.Recipes.Tests;

static class PlanText
{
    public static PlannedTensor Tensor(this MergePlan plan, string name) => plan.Tensors.Single(tensor => tensor.Name == name);

    public static string Text(this MergePlan plan, string name)
    {
        var tensor = plan.Tensor(name);
        return plan.Expressions[tensor.Expression].Format(index =>
        {
            var input = tensor.Inputs[index];
            return input.Tensor == name ? input.Model : $"{input.Model}:{input.Tensor}";
        });
    }
}
