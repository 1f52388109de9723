using System.Diagnostics;
using FluentAssertions;

namespace KoopmanAssert.Tool;

/// <summary>What Unix does and .NET has no call for.</summary>
internal static class Unix
{
    /// <summary>Makes a named pipe.</summary>
    public static void MakePipe(string path) => Run("mkfifo", path);

    /// <summary>Starts the tool so that it takes SIGINT also where the tests run in the background of a shell, which lets them ignore it.</summary>
    public static ToolProcess StartInterruptible(string folder, params string[] arguments) =>
        ToolProcess.StartBy(["env", "--default-signal=INT"], folder, arguments);

    /// <summary>Sends SIGINT, as Ctrl-C does.</summary>
    public static void Interrupt(Process process) => Run("kill", "-INT", $"{process.Id}");

    /// <summary>Runs the tool by a line of shell that redirects <c>"$@"</c>.</summary>
    public static ToolRun Shell(string folder, string line, params string[] arguments)
    {
        using ToolProcess process = ToolProcess.StartBy(["/bin/sh", "-c", line, "sh"], folder, arguments);
        return process.Finish();
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "{0} {1} is needed", command, string.Join(' ', arguments));
    }
}
