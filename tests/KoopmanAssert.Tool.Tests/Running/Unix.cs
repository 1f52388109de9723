using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What Unix does and .NET has no call for.</summary>
internal static class Unix
{
    /// <summary>Makes a named pipe.</summary>
    public static void MakePipe(string path) => Run("mkfifo", path);

    /// <summary>
    /// Starts the tool so that it takes SIGINT also where the tests run in the background of a shell, which lets them ignore it.
    /// </summary>
    /// <remarks>A signal would be lost while the process is still <c>env</c>, where whoever runs the tests ignores it.</remarks>
    public static ToolProcess StartInterruptible(string folder, params string[] arguments)
    {
        var process = ToolProcess.StartBy(["env", "--default-signal=INT"], folder, arguments);
        while (File.ReadAllText($"/proc/{process.Process.Id}/comm").Trim() == "env")
        {
            Thread.Yield();
        }

        return process;
    }

    /// <summary>Sends SIGINT, as Ctrl-C does.</summary>
    public static void Interrupt(Process process) => Run("kill", "-INT", $"{process.Id}");

    /// <summary>Sends SIGKILL; the process may have ended by itself.</summary>
    public static void Kill(int id)
    {
        using var kill = Process.Start("kill", ["-KILL", $"{id}"]);
        kill.WaitForExit();
    }

    /// <summary>Runs the tool by a line of shell that redirects <c>"$@"</c>.</summary>
    public static ToolRun Shell(string folder, string line, params string[] arguments)
    {
        using var process = ToolProcess.StartBy(["/bin/sh", "-c", line, "sh"], folder, arguments);
        return process.Finish();
    }

    /// <summary>The processes that a process has started and that still run.</summary>
    /// <remarks>A thread that ends meanwhile hands its children to another, so these may be too few.</remarks>
    public static int[] ChildrenOf(int id) => [.. (UnlessGone(() => Directory.GetDirectories($"/proc/{id}/task")) ?? [])
        .Select(thread => UnlessGone(() => File.ReadAllText(Path.Combine(thread, "children"))) ?? "")
        .SelectMany(children => children.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    /// <summary>Whether a process runs; one that has ended and that nobody asked after does not.</summary>
    public static bool IsRunning(int id) => UnlessGone(() => File.ReadAllText($"/proc/{id}/stat"))?.Contains(") Z ") == false;

    /// <summary>Skips the test where a command does not succeed here.</summary>
    public static void Require(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assume.That(process.ExitCode, Is.Zero, $"{command[0]} is not allowed here: {errors}");
    }

    /// <summary>What <c>/proc</c> says of a process or a thread; nothing once it has ended.</summary>
    private static T? UnlessGone<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "{0} {1} is needed", command, string.Join(' ', arguments));
    }
}
