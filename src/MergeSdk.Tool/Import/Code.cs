namespace MergeSdk.Tool.Import;

/// <summary>An expression of a recipe, to be laid out in lines.</summary>
abstract record Code
{
    /// <summary>All of it in one line.</summary>
    public abstract string Flat { get; }

    /// <summary>Whether it needs parentheses beside a stronger operator.</summary>
    public virtual bool IsSum => false;

    /// <summary>In parentheses if it needs them.</summary>
    public Code AsFactor => IsSum ? new Text($"({Flat})") : this;

    public static implicit operator Code(string text) => new Text(text);

    public sealed override string ToString() => Flat;
}

/// <summary>A name or a number.</summary>
sealed record Text(string Value) : Code
{
    public override string Flat => Value;
}

/// <summary><c>x - y</c>.</summary>
sealed record Difference(Code Left, Code Right) : Code
{
    public override string Flat => $"{Left.Flat} - {Right.AsFactor.Flat}";

    public override bool IsSum => true;
}

/// <summary>A function's argument.</summary>
/// <param name="Name">Its name, if it is written; else empty.</param>
/// <param name="Value">Its value.</param>
sealed record Argument(string Name, Code Value)
{
    public string Prefix => Name.Length == 0 ? "" : Name + ": ";

    public static implicit operator Argument(Code value) => new("", value);
}

/// <summary><c>Name(argument, name: argument)</c>.</summary>
sealed record Call(string Name, params IReadOnlyList<Argument> Arguments) : Code
{
    public override string Flat => $"{Name}({string.Join(", ", Arguments.Select(argument => argument.Prefix + argument.Value.Flat))})";
}

/// <summary><c>[item, item]</c>.</summary>
sealed record Items(IReadOnlyList<Code> Values) : Code
{
    public override string Flat => $"[{string.Join(", ", Values.Select(value => value.Flat))}]";
}

/// <summary><c>(left, right)</c>.</summary>
sealed record Pair(Code Left, Code Right) : Code
{
    public override string Flat => $"({Left.Flat}, {Right.Flat})";
}

/// <summary>A model and the task vectors added to it: <c>Base + 0.4 * v - w</c>.</summary>
sealed record Sum(Code First, IReadOnlyList<Term> Terms) : Code
{
    public override string Flat => First.Flat + string.Concat(Terms.Select(term => term.Sign + term.Factor + term.Vector.Flat));

    public override bool IsSum => true;
}

/// <summary>A task vector in a sum.</summary>
/// <param name="Sign"><c> + </c> or <c> - </c>.</param>
/// <param name="Factor">Its factor with <c> * </c>, or empty.</param>
/// <param name="Vector">The vector, in parentheses if it needs them.</param>
sealed record Term(string Sign, string Factor, Code Vector)
{
    public static Term Plus(Code vector) => new(" + ", "", vector.AsFactor);
}
