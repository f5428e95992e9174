using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MergeSdk.Sdk.Tests.Harness;

/// <summary>What stays on a terminal, scrolled lines included, after all control sequences: those of colors, links and modes show nothing, the others move and erase.</summary>
sealed partial class TerminalScreen
{
    readonly List<StringBuilder> _lines = [new()];
    int _row;
    int _column;

    /// <summary>The lines, without spaces at their ends.</summary>
    public static string Of(string written)
    {
        var screen = new TerminalScreen();
        foreach (Match part in Part().Matches(written))
            screen.Take(part);
        return string.Join('\n', screen._lines.Select(line => line.ToString().TrimEnd()));
    }

    void Take(Match part)
    {
        if (part.Groups["command"] is { Success: true, Value: var command })
            Control(command[0], int.TryParse(part.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) ? number : null);
        else if (part.Value == "\n")
            MoveTo(_row + 1);
        else if (part.Value == "\r")
            _column = 0;
        else if (part.Length == 1)
            Put(part.Value[0]);
    }

    void Control(char command, int? number)
    {
        switch (command)
        {
            case 'F':
                MoveTo(Math.Max(0, _row - (number ?? 1)));
                _column = 0;
                break;
            case 'G':
                _column = (number ?? 1) - 1;
                break;
            case 'D':
                _column = Math.Max(0, _column - (number ?? 1));
                break;
            case 'K' when number is null:
                Truncate();
                break;
            case 'J' when number is null:
                Truncate();
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new NotSupportedException($"The terminal got the control sequence {number}{command}.");
        }
    }

    void MoveTo(int row)
    {
        _row = row;
        while (_lines.Count <= row)
            _lines.Add(new StringBuilder());
    }

    void Truncate() => _lines[_row].Length = Math.Min(_lines[_row].Length, _column);

    void Put(char character)
    {
        var line = _lines[_row];
        if (line.Length <= _column)
            line.Append(' ', _column + 1 - line.Length);
        line[_column++] = character;
    }

    // Control sequences; commands to the operating system, such as links and titles; other escapes; single characters.
    [GeneratedRegex(@"\x1b\[[?]?(?<number>\d*)[;\d]*(?<command>[A-Za-z])|\x1b\].*?(\x1b\\|\a)|\x1b[=>]|.|\n", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
