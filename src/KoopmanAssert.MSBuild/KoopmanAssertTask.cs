using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KoopmanAssert;

/// <summary>Runs the tool, <c>koopman-assert</c>, on baselines in a separate process, and reads only its JSON lines.</summary>
public abstract class KoopmanAssertTask : ToolTask
{
    // The importance tells standard output from standard error: ToolTask passes both to the same method.
    private const MessageImportance StandardOutput = MessageImportance.Low;
    private const string RuntimeVariable = "KOOPMAN_ASSERT_ONNXRUNTIME"; // read by the library where it loads ONNX Runtime
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private bool _isCanceled;

    /// <summary>The baselines. Their metadata <c>Severity</c> takes precedence over <see cref="Severity"/>.</summary>
    [Required]
    public ITaskItem[] Baselines { get; set; } = [];

    /// <summary>The full path of <c>koopman-assert.dll</c>.</summary>
    [Required]
    public string ToolAssembly { get; set; } = "";

    /// <summary>The full path of the <c>dotnet</c> that runs the tool; if empty, the first one in PATH.</summary>
    public string? DotNetHost { get; set; }

    /// <summary>
    /// The file in which the project's restore lists its packages: the tool runs on the ONNX Runtime among them, if there is one.
    /// </summary>
    public string? PackageAssets { get; set; }

    /// <summary>The platform of this machine as a runtime identifier, for example <c>linux-x64</c>.</summary>
    public string? Platform { get; set; }

    /// <summary>How a failed check is reported: <c>error</c> (the default) or <c>warning</c>.</summary>
    public string Severity { get; set; } = "error";

    /// <summary>
    /// Whether warnings are reported as errors, as by the compiler. MSBuild leaves it to each task to honour this property.
    /// </summary>
    public bool TreatWarningsAsErrors { get; set; }

    /// <summary>The codes for which warnings remain warnings.</summary>
    public string[] WarningsNotAsErrors { get; set; } = [];

    /// <summary>The answer of the tool.</summary>
    internal ToolAnswer Answer { get; } = new();

    /// <inheritdoc/>
    protected override string ToolName => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override Encoding StandardOutputEncoding => Utf8;

    /// <inheritdoc/>
    protected override Encoding StandardErrorEncoding => Utf8;

    /// <inheritdoc/>
    protected override Encoding ResponseFileEncoding => Utf8;

    /// <inheritdoc/>
    protected override MessageImportance StandardOutputLoggingImportance => StandardOutput;

    /// <inheritdoc/>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    /// <summary>The command and its options, without the baselines.</summary>
    internal abstract IEnumerable<string> Arguments { get; }

    /// <inheritdoc/>
    public override void Cancel()
    {
        _isCanceled = true;
        base.Cancel();
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => string.IsNullOrEmpty(DotNetHost) ? ToolName : DotNetHost!;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var words = new CommandLineBuilder();
        words.AppendSwitch("exec");
        words.AppendFileNameIfNotNull(ToolAssembly);
        return words.ToString();
    }

    /// <inheritdoc/>
    protected override string GenerateResponseFileCommands() => string.Join("\n", Arguments.Concat(Baselines.Select(FullPath)));

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Low, message);

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        foreach (string severity in Baselines.Select(SeverityOf).Append(Severity).Distinct()
            .Where(severity => !IsWarning(severity) && !Is(severity, "error")))
        {
            string message = $"'{severity}' is not a valid severity (KoopmanAssertSeverity, or metadata Severity of a KoopmanBaseline): "
                + "use error or warning.";
            Log.LogError(null, "KOOP4001", null, null, 0, 0, 0, 0, message);
        }

        return base.ValidateParameters() && !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        if (OnnxRuntimeFolder.Find(PackageAssets ?? "", Platform ?? "") is { } runtime)
        {
            EnvironmentVariables = [$"{RuntimeVariable}={runtime}"];
        }

        var watch = Stopwatch.StartNew();
        int exit = base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
        string? problem = _isCanceled ? null
            : exit != 0 && Timeout > 0 && watch.ElapsedMilliseconds >= Timeout
                ? $"did not finish within {Timeout / 1000} seconds and was stopped. Raise KoopmanAssertTimeout to allow more"
                : Answer.Problem(Baselines.Select(FullPath), exit);
        if (problem is null)
        {
            return exit;
        }

        Diagnostics.WriteNoAnswer(problem);
        return -1;
    }

    /// <summary>Returns whether the task succeeds: all failed checks were reported as warnings.</summary>
    protected override bool HandleTaskExecutionErrors() => !Log.HasLoggedErrors;

    /// <summary>Unlike the base class, does not search text for errors: <c>relative error: 0.013</c> would fail the build.</summary>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (messageImportance != StandardOutput)
        {
            Answer.TakeError(singleLine);
            Log.LogMessage(messageImportance, singleLine);
        }
        else if (Answer.Take(singleLine) is { } read)
        {
            Write(read);
        }
    }

    private DiagnosticLog Diagnostics => new(Log, failure => !IsRaised(failure.Code)
        && IsWarning(Baselines.Where(baseline => FullPath(baseline) == failure.File).Select(SeverityOf).FirstOrDefault() ?? Severity));

    private bool IsRaised(string? code) => TreatWarningsAsErrors && !WarningsNotAsErrors.Contains(code, StringComparer.OrdinalIgnoreCase);

    private void Write(ToolLine line)
    {
        if (line.IsDiagnostic)
        {
            Diagnostics.Write(line);
            return;
        }

        Log.LogMessage(MessageImportance.Normal, $"{line.File}: {line.Summary}");
        if (line.Text is not null)
        {
            Log.LogMessage(MessageImportance.High, line.Text);
        }
    }

    private string SeverityOf(ITaskItem baseline) => baseline.GetMetadata("Severity") is { Length: > 0 } own ? own : Severity;

    private static string FullPath(ITaskItem baseline) => baseline.GetMetadata("FullPath");

    private static bool IsWarning(string severity) => Is(severity, "warning");

    private static bool Is(string severity, string name) => severity.Equals(name, StringComparison.OrdinalIgnoreCase);
}
