namespace MergeSdk.Recipes;

/// <summary>A node whose arithmetic the recipe brings along.</summary>
interface IDefinedNode
{
    Definition Definition { get; }
}
