using System.Text;

namespace MergeSdk.Tool.Import;

/// <summary>Lays expressions out in lines: on one if it fits, else one argument, item or term a line.</summary>
sealed class CodeLayout
{
    const int Width = 120;
    const int Step = 4;

    readonly StringBuilder _text = new();

    /// <summary>A statement.</summary>
    public static string Statement(string target, Code value)
    {
        var layout = new CodeLayout();
        layout._text.Append(target).Append(" = ");
        layout.Write(value, 0, 1);
        return layout._text.Append(';').ToString();
    }

    int Column => _text.Length - 1 - _text.ToString().LastIndexOf('\n');

    /// <param name="code">What to write.</param>
    /// <param name="indent">Where its lines begin.</param>
    /// <param name="after">How much comes after it on its last line.</param>
    void Write(Code code, int indent, int after)
    {
        if (Column + code.Flat.Length + after <= Width)
        {
            _text.Append(code.Flat);
            return;
        }
        switch (code)
        {
            case Call call:
                WriteCall(call, indent, after);
                break;
            case Items items:
                WriteItems(items, indent);
                break;
            case Pair pair:
                _text.Append('(');
                Write(pair.Left, indent, pair.Right.Flat.Length + 3 + after);
                _text.Append(", ");
                Write(pair.Right, indent, after + 1);
                _text.Append(')');
                break;
            case Sum sum:
                WriteSum(sum, indent, after);
                break;
            default:
                _text.Append(code.Flat);
                break;
        }
    }

    void WriteCall(Call call, int indent, int after)
    {
        var arguments = call.Arguments;
        _text.Append(call.Name).Append('(');
        // A call that is long for the sake of its list, or of one parameter, keeps the other arguments beside it.
        var inline = arguments.Where(argument => argument.Value is Call or Items or Sum).ToList() is [var only]
            && (only.Value is Items || (only == arguments[^1] && only.Name.Length > 0));
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i > 0)
                _text.Append(inline ? ", " : ",");
            if (!inline)
                NewLine(indent + Step);
            _text.Append(arguments[i].Prefix);
            var rest = inline ? arguments.Skip(i + 1).Sum(argument => argument.Prefix.Length + argument.Value.Flat.Length + 2) : 0;
            Write(arguments[i].Value, inline ? indent : indent + Step, rest + 1 + (i == arguments.Count - 1 ? after : 0));
        }
        _text.Append(')');
    }

    void WriteItems(Items items, int indent)
    {
        NewLine(indent);
        _text.Append('[');
        foreach (var item in items.Values)
        {
            NewLine(indent + Step);
            Write(item, indent + Step, 1);
            _text.Append(',');
        }
        NewLine(indent);
        _text.Append(']');
    }

    void WriteSum(Sum sum, int indent, int after)
    {
        Write(sum.First, indent, 0);
        foreach (var term in sum.Terms)
        {
            var inner = indent;
            if (sum.Terms.Count > 1)
            {
                inner += Step;
                NewLine(inner);
            }
            _text.Append(sum.Terms.Count > 1 ? term.Sign.TrimStart() : term.Sign).Append(term.Factor);
            Write(term.Vector, inner, term == sum.Terms[^1] ? after : 0);
        }
    }

    void NewLine(int indent) => _text.Append('\n').Append(' ', indent);
}
