namespace MergeSdk.Tool;

/// <summary>The terminal that the program writes to.</summary>
/// <param name="Width">Its width in characters.</param>
/// <param name="SetColor">Has what is written from now on in a color, or in the usual one again.</param>
sealed record Terminal(Func<int> Width, Action<ConsoleColor?> SetColor)
{
    /// <summary>The terminal that standard output is; null if it goes elsewhere.</summary>
    public static Terminal? OfStandardOutput() => Console.IsOutputRedirected ? null : new Terminal(
        // Some terminals do not know their width.
        () => Console.BufferWidth is > 0 and var width ? width : 80,
        SetConsoleColor);

    /// <summary>The framework sets none where <c>NO_COLOR</c> is set, or the terminal has none.</summary>
    static void SetConsoleColor(ConsoleColor? color)
    {
        if (color is { } wanted)
            Console.ForegroundColor = wanted;
        else
            Console.ResetColor();
    }
}
