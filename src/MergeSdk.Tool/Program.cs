using System.CommandLine;
using System.Text;
using MergeSdk;
using MergeSdk.Tool;

if (SystemLimits.TellWhatIsTooLow())
    return ExitCodes.Errors;

var utf8 = new UTF8Encoding(false);
Console.OutputEncoding = utf8;
var output = new StandardStream(Console.OpenStandardOutput());
// The console's own writer makes a call to the system of every line, and a plan may have a hundred thousand.
using var writer = new StreamWriter(output, utf8, bufferSize: 1 << 16);
using var errors = new StreamWriter(new StandardStream(Console.OpenStandardError()), utf8) { AutoFlush = true };
Console.SetError(errors);

var commandLine = Commands.Create(writer, Terminal.OfStandardOutput()).Parse(args);
var exitCode = await commandLine.InvokeAsync(new InvocationConfiguration { Output = writer, Error = errors, ProcessTerminationTimeout = TimeSpan.FromSeconds(1) });
// The parser's own complaints exit with 1; here 1 means errors in what was asked for, 2 errors in the asking.
exitCode = commandLine.Errors.Count > 0 ? ExitCodes.Usage : exitCode;

writer.Flush();
if (output.Failure is not { } failure)
    return exitCode;
errors.WriteLine(new Diagnostic(
    Severity.Error, DiagnosticCodes.OutputNotWritten, $"standard output cannot be written to: {failure.Message}. The command went on without, and ended with exit code {exitCode}"));
return exitCode == ExitCodes.Success ? ExitCodes.Errors : exitCode;
