using System.CommandLine;
using System.Text;
using MergeSdk.Tool;

Console.OutputEncoding = new UTF8Encoding(false);
var commandLine = Commands.Create(Console.Out).Parse(args);
var exitCode = await commandLine.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(1) });
// The parser's own complaints exit with 1; here 1 means errors in what was asked for, 2 errors in the asking.
return commandLine.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
