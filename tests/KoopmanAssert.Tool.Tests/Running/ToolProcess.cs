using System.Diagnostics;
using System.Text;

namespace KoopmanAssert.Tool;

/// <summary>The built tool as a process of its own, on a developer's machine unless a test says otherwise.</summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly string Host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string Native = Path.Combine(AppContext.BaseDirectory, "native", "koopman-assert");

    // The one that the runtime compiles.
    private static readonly string[] Managed = [Host, Path.Combine(AppContext.BaseDirectory, "koopman-assert.dll")];
    private static readonly string[] Tool = File.Exists(Native) ? [Native] : Managed;
    private static readonly string[] BuildServerVariables =
        ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE", "GITHUB_STEP_SUMMARY"];

    // Only a guard against a hang: the slowest run takes some seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What starts the tool, for a script.</summary>
    public static string CommandLine { get; } = string.Join(' ', Tool);

    private readonly string _commandLine;

    private ToolProcess(ProcessStartInfo start)
    {
        _commandLine = string.Join(' ', start.ArgumentList.Prepend(start.FileName)
            .SkipWhile(a => !IsTool(a)).Skip(1).Prepend("koopman-assert"));
        Process = Process.Start(start)!;
        Process.StandardInput.Close();
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Starts the tool in a folder.</summary>
    public static ToolProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start([.. Tool, .. arguments], folder, environment);

    /// <summary>Starts the tool by another program, which gets its command line.</summary>
    public static ToolProcess StartBy(string[] program, string folder, params string[] arguments) =>
        Start([.. program, .. Tool, .. arguments], folder, new Dictionary<string, string>());

    /// <summary>Runs the tool that the runtime compiles, for the processor that it finds or is told.</summary>
    public static ToolRun RunManaged(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using ToolProcess process = Start([.. Managed, .. arguments], folder, environment);
        return process.Finish();
    }

    /// <summary>Runs a copy of it that lies elsewhere.</summary>
    public static ToolRun RunCopy(string tool, string folder, params string[] arguments)
    {
        using ToolProcess process = Start([Host, tool, .. arguments], folder, new Dictionary<string, string>());
        return process.Finish();
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">The tool hangs.</exception>
    public ToolRun Finish()
    {
        Task<string> output = Process.StandardOutput.ReadToEndAsync();
        return Finish(output);
    }

    /// <summary>Stops reading what the tool writes, as a pager does that its user leaves, and waits for the end.</summary>
    public ToolRun FinishUnread()
    {
        Process.StandardOutput.Close();
        return Finish(Task.FromResult(""));
    }

    public void Dispose()
    {
        Process.Kill(entireProcessTree: true);
        Process.Dispose();
    }

    private static ToolProcess Start(string[] command, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        foreach (string variable in BuildServerVariables)
        {
            start.Environment.Remove(variable);
        }

        start.Environment["KOOPMAN_ASSERT_CACHE"] = "off"; // unless a test is about it, every run analyses
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ToolProcess(start);
    }

    private static bool IsTool(string path) => Path.GetFileName(path) is "koopman-assert" or "koopman-assert.dll";

    private ToolRun Finish(Task<string> output)
    {
        Task<string> errors = Process.StandardError.ReadToEndAsync();
        if (!Process.WaitForExit(Patience))
        {
            throw new TimeoutException($"{_commandLine} did not end within {Patience}.");
        }

        return new ToolRun(_commandLine, Process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
