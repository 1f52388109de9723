using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>A call of the system, counted among those of its name on the files that are watched.</summary>
internal sealed record SystemCall(string Name, int Number)
{
    public override string ToString() => $"{Name} #{Number}";
}

/// <summary>Runs the tool under the tracer of system calls, which lists them and can make one of them fail.</summary>
internal static partial class Strace
{
    /// <summary>How long a delayed call waits: long enough for another writer to come between.</summary>
    public static readonly TimeSpan Delayed = TimeSpan.FromSeconds(2);

    private const string CachePolicy = "KOOPMAN_ASSERT_CACHE";

    // All that .NET does with a file that it reads, writes, locks, renames or deletes.
    private const string Watched =
        "openat,flock,ftruncate,lseek,pread64,pwrite64,fsync,close,?rename,?renameat,?renameat2,?unlink,?unlinkat,?mkdir,?mkdirat,"
        + "?stat,?lstat,?fstat,?newfstatat,?readlink,?readlinkat";

    /// <summary>Skips the test where there is no tracer, or it may not trace here.</summary>
    public static void Require()
    {
        try
        {
            using var tracer = Process.Start("strace", ["-qq", "-o", "/dev/null", "true"]);
            tracer.WaitForExit();
            Assume.That(tracer.ExitCode, Is.Zero, "strace may not trace here");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("there is no strace here");
        }
    }

    /// <summary>The calls of one run on files of a folder.</summary>
    public static IReadOnlyList<SystemCall> Calls(WorkFolder folder, string[] files, string[] arguments)
    {
        string log = folder.PathOf("../calls");
        Run(folder, files, ["-e", $"trace={Watched}", "-o", log], arguments).Exits(0);
        var counts = new Dictionary<string, int>();
        return [.. File.ReadLines(log).Select(line => Call().Match(line)).Where(call => call.Success)
            .Select(call => call.Groups["name"].Value)
            .Select(name => new SystemCall(name, counts[name] = counts.GetValueOrDefault(name) + 1))];
    }

    /// <summary>A run in which one of these calls fails.</summary>
    public static ToolRun Fail(WorkFolder folder, string[] files, SystemCall call, string error, string[] arguments) =>
        Run(folder, files, Injecting($"{call.Name}:error={error}:when={call.Number}"), arguments);

    /// <summary>A run in which all calls of a name fail, on whatever file.</summary>
    public static ToolRun FailAll(WorkFolder folder, string name, string error, string[] arguments) =>
        Run(folder, [], Injecting($"{name}:error={error}"), arguments);

    /// <summary>A run that lists its calls of some names, on whatever file, in a file.</summary>
    public static ToolRun List(WorkFolder folder, string names, string log, string[] arguments) =>
        Run(folder, [], ["-e", $"trace={names}", "-o", log], arguments);

    /// <summary>Starts a run that opens a file and then waits <see cref="Delayed"/> before each call of a name on it.</summary>
    public static ToolProcess Delay(WorkFolder folder, string file, string name, string log, string[] arguments) =>
        Start(
            folder,
            [file],
            ["-e", $"trace=openat,{name}", "-e", $"inject={name}:delay_enter={Delayed.TotalMicroseconds:0}", "-o", log],
            arguments);

    /// <summary>A run without the tracer, with the cache of the traced ones.</summary>
    public static ToolRun RunUntraced(WorkFolder folder, string[] arguments) =>
        folder.RunWith(new Dictionary<string, string> { [CachePolicy] = CacheOf(folder) }, arguments);

    private static string CacheOf(WorkFolder folder) => folder.PathOf("../cache");

    private static string[] Injecting(string fault) => ["-e", $"trace={fault.Split(':')[0]}", "-e", $"inject={fault}", "-o", "/dev/null"];

    private static ToolRun Run(WorkFolder folder, string[] files, string[] options, string[] arguments)
    {
        using ToolProcess process = Start(folder, files, options, arguments);
        return process.Finish();
    }

    private static ToolProcess Start(WorkFolder folder, string[] files, string[] options, string[] arguments)
    {
        string[] paths = [.. files.SelectMany(file => (string[])["-P", folder.PathOf(file)])];
        string[] tracer = ["env", $"{CachePolicy}={CacheOf(folder)}", "strace", "-f", "-qq", .. options, .. paths];
        return ToolProcess.StartBy(tracer, folder.Root, arguments);
    }

    [GeneratedRegex(@"^\d+ +(?<name>\w+)\(")]
    private static partial Regex Call();
}
