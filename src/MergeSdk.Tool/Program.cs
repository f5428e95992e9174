using System.CommandLine;
using System.Text;
using MergeSdk.Tool;

Console.OutputEncoding = new UTF8Encoding(false);
// The console's own writer makes a call to the system of every line, and a plan may have a hundred thousand.
using var writer = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 1 << 16);
var commandLine = Commands.Create(writer, Console.IsOutputRedirected ? null : TerminalWidth).Parse(args);
var exitCode = await commandLine.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(1) });
// The parser's own complaints exit with 1; here 1 means errors in what was asked for, 2 errors in the asking.
return commandLine.Errors.Count > 0 ? ExitCodes.Usage : exitCode;

// Some terminals do not know their width.
static int TerminalWidth() => Console.BufferWidth is > 0 and var width ? width : 80;
