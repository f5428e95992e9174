using System.Globalization;
using System.Text;

namespace MergeSdk.Tasks;

/// <summary>Writes indented JSON of objects, arrays and strings: all a request needs, and netstandard2.0 has no writer of its own.</summary>
sealed class JsonText
{
    readonly StringBuilder _text = new();
    int _depth;
    bool _first = true;

    /// <summary>Starts an object: the root, an array's element, or the value of <paramref name="name"/>.</summary>
    public JsonText OpenObject(string? name = null) => Open(name, '{');

    /// <summary>Ends the innermost object.</summary>
    public JsonText CloseObject() => Close('}');

    /// <summary>Starts the array that is the value of <paramref name="name"/>.</summary>
    public JsonText OpenArray(string name) => Open(name, '[');

    /// <summary>Ends the innermost array.</summary>
    public JsonText CloseArray() => Close(']');

    /// <summary>Writes a member of an object.</summary>
    public JsonText Member(string name, string value)
    {
        Next(name);
        Quote(value);
        return this;
    }

    /// <summary>Writes an element of an array.</summary>
    public JsonText Element(string value)
    {
        Next(null);
        Quote(value);
        return this;
    }

    /// <summary>The text so far, with a final line break.</summary>
    public override string ToString() => _text + "\n";

    JsonText Open(string? name, char bracket)
    {
        if (_depth > 0)
            Next(name);
        _text.Append(bracket);
        _depth++;
        _first = true;
        return this;
    }

    JsonText Close(char bracket)
    {
        _depth--;
        if (!_first)
            Break();
        _text.Append(bracket);
        _first = false;
        return this;
    }

    void Next(string? name)
    {
        if (!_first)
            _text.Append(',');
        _first = false;
        Break();
        if (name is null)
            return;
        Quote(name);
        _text.Append(": ");
    }

    void Break() => _text.Append('\n').Append(' ', 2 * _depth);

    void Quote(string value)
    {
        _text.Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                _text.Append('\\').Append(character);
            else if (character < ' ')
                _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                _text.Append(character);
        }
        _text.Append('"');
    }
}
