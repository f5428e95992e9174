using Spectre.Console;
using Spectre.Console.Rendering;

namespace MergeSdk.Tool;

/// <summary>Renders a table as plain text, as wide as it wants to be: a log or a pipe has no width.</summary>
internal static class TextTable
{
    public static string Render(IRenderable table)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 4096;
        console.Write(table);
        return text.ToString();
    }
}
