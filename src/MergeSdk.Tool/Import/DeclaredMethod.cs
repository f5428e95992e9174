using MergeSdk.Recipes;

namespace MergeSdk.Tool.Import;

/// <summary>A method of mergekit that is one call of a recipe function: what it takes and how it is written follow from the function's declaration.</summary>
sealed class DeclaredMethod(RecipeFunction function)
{
    readonly FunctionParameter[] _operands = [.. function.Parameters.Where(parameter => parameter.IsOperand)];
    readonly FunctionParameter[] _parameters = [.. function.Parameters.Where(parameter => !parameter.IsOperand && parameter.Mergekit is not null)];
    readonly FunctionParameter? _relativeTo = function.Parameters.FirstOrDefault(parameter => parameter.IsOptional && parameter.Type == typeof(Model));

    /// <summary>Those that the recipe functions declare.</summary>
    public static IEnumerable<MergeMethod> All =>
        from function in RecipeFunction.All
        from name in function.Uses.Select(use => use.Mergekit).OfType<string>()
        select new DeclaredMethod(function).Named(name);

    /// <summary>Whether it merges the base, or what was added to it, with the others.</summary>
    bool NeedsBase => !function.MakesModel || TakesTwoModels;

    bool TakesTwoModels => _operands is [{ Type: var first }, { Type: var second }] && first == typeof(Model) && second == typeof(Model);

    MergeMethod Named(string name) => new(
        name,
        NeedsBase ? BaseModelUse.Required : _relativeTo is not null ? BaseModelUse.Optional : BaseModelUse.None,
        [.. _operands.Select(operand => operand.Mergekit).OfType<string>().Distinct()],
        [.. _parameters.Select(parameter => parameter.Mergekit!)],
        Write);

    Code? Write(SliceContext slice)
    {
        // A merge of one model is the model.
        if (slice.Donors.Count == 0)
            return slice.Model(slice.Base!);
        if (!NeedsBase && slice.Donors is [var single] && (slice.Base is null || _operands.Length == 1))
            return slice.Model(single);
        if (Operands(slice) is not { } operands)
            return null;
        var call = new Call(function.Name, [.. operands, .. _parameters.SelectMany(parameter => Argument(slice, parameter)), .. RelativeTo(slice)]);
        return function.MakesModel ? call : new Sum(slice.Model(slice.Base!), [Term.Plus(call)]);
    }

    /// <summary>What is merged; null if there are not as many models as it takes, which was then reported.</summary>
    Argument[]? Operands(SliceContext slice)
    {
        if (TakesTwoModels || _operands[0].Type == typeof(TaskVector))
        {
            if (!slice.HasDonors(1, 1, "merges the base with one other model"))
                return null;
            return TakesTwoModels ? [slice.Model(slice.Base!), slice.Model(slice.Donors[0])] : [slice.Delta(slice.Donors[0])];
        }
        if (_operands.Length == 1)
            return [new Items([.. slice.Donors.Select(donor => Item(slice, donor))])];
        return slice.HasDonors(2, 2, $"merges two models{(slice.Base is null ? "" : " besides the base")}")
            ? [.. slice.Donors.Select(donor => (Argument)Item(slice, donor))] : null;
    }

    Code Item(SliceContext slice, MergekitSource donor)
    {
        var item = function.MakesModel ? slice.Model(donor) : slice.Delta(donor);
        return _operands[0].Mergekit is { } weight ? ModelMethods.Item((item, slice.Required(weight, donor))) : item;
    }

    /// <summary>A parameter, if it is not at its default.</summary>
    static IEnumerable<Argument> Argument(SliceContext slice, FunctionParameter parameter)
    {
        var name = parameter.Mergekit!;
        if (parameter.Default is bool otherwise)
            return ModelMethods.Flag(parameter.Name, slice.Switch(name, otherwise), otherwise);
        if (!parameter.IsOptional)
            return [new Argument(parameter.Name, slice.Required(name).Code)];
        var number = Convert.ToDouble(parameter.Default);
        return ModelMethods.Value(parameter.Name, parameter.Type == typeof(Param) ? slice.Shared(name, number) : slice.Fixed(name, number), number);
    }

    IEnumerable<Argument> RelativeTo(SliceContext slice) =>
        _relativeTo is not null && slice.Base is { } model ? [new Argument(_relativeTo.Name, slice.Model(model))] : [];
}
