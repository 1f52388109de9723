using System.Diagnostics.CodeAnalysis;
using DiffEngine;

namespace KoopmanAssert;

/// <summary>Opens the received file of a failed gate beside the accepted baseline, in the diff tool that DiffEngine finds.</summary>
/// <remarks>
/// Nothing opens on a build server, in a container, in continuous testing, or where the variable <c>DiffEngine_Disabled</c> is <c>true</c>:
/// DiffEngine finds that out. Nor does it where <c>CI</c> is set to anything but <c>false</c> or <c>0</c>.
/// </remarks>
public static class DiffToolLauncher
{
    private static readonly string[] Unset = ["", "0", "false"];

    /// <summary>Opens the diff tool for each verdict that does not hold, from now on. A second call changes nothing.</summary>
    /// <remarks>
    /// Call it once, before the tests run, as in a module initializer. A tool that cannot be started does not take the place of the verdict:
    /// the reason goes to the standard error stream. Not safe for concurrent use with other changes of <see cref="BaselineGate.Failed"/>;
    /// verdicts may come from several threads at a time.
    /// </remarks>
    public static void Use()
    {
        BaselineGate.Failed -= Open;
        BaselineGate.Failed += Open;
    }

    [SuppressMessage("Design", "CA1031", Justification = "DiffEngine throws Exception itself, and no tool may hide the verdict.")]
    private static void Open(BaselineVerdict verdict)
    {
        if (verdict.ReceivedFile is not { } received || IsBuildServer)
        {
            return;
        }

        try
        {
            DiffRunner.Launch(received, Path.GetFullPath(verdict.Comparison.Baseline.Path));
        }
        catch (Exception cause)
        {
            Console.Error.WriteLine($"The diff tool was not opened: {cause.Message}");
        }
    }

    private static bool IsBuildServer =>
        !Unset.Contains(Environment.GetEnvironmentVariable("CI") ?? "", StringComparer.OrdinalIgnoreCase);
}
