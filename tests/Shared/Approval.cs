using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Holds a text against the file <c>Approved/NAME.txt</c> beside the test.</summary>
/// <remarks>
/// Where they differ, <c>NAME.received.txt</c> is written beside it; with the environment variable set, the approved file itself is.
/// </remarks>
internal static class Approval
{
    public const string AcceptVariable = "KOOPMAN_ASSERT_APPROVE";

    /// <summary>Fails where the text is not the approved one; the paths of this machine are replaced by what they stand for.</summary>
    public static void Verify(string name, string text, TestFolder? folder = null, [CallerFilePath] string test = "")
    {
        string approvedPath = Path.Combine(Path.GetDirectoryName(test)!, "Approved", name + ".txt");
        string receivedPath = Path.ChangeExtension(approvedPath, ".received.txt");
        string received = Portable(text, folder).TrimEnd() + "\n";
        string approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : "";
        bool accepts = Environment.GetEnvironmentVariable(AcceptVariable) is { Length: > 0 };
        if (approved == received)
        {
            File.Delete(receivedPath);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(approvedPath)!);
        File.WriteAllText(accepts ? approvedPath : receivedPath, received);
        if (!accepts)
        {
            Assert.Fail(
                $"Not the approved text.\n  approved: {approvedPath}\n  received: {receivedPath}\n"
                + $"Compare them; to accept, run the test with {AcceptVariable}=1.\n{received}");
        }
    }

    private static string Portable(string text, TestFolder? folder)
    {
        string path = folder?.Path ?? "no folder";
        string portable = text.ReplaceLineEndings("\n")
            .Replace(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), "{output}", StringComparison.Ordinal);
        // How much of a folder's path is kept in the output folder depends on what it shares with the repository's.
        return Regex.Replace(portable, $@"\{{output\}}[^\s']*{Regex.Escape(Path.GetFileName(path))}", "{output}/{folder}")
            .Replace(path, "{folder}", StringComparison.Ordinal)
            .Replace(Repository.Root, "{repository}", StringComparison.Ordinal)
            .Replace(Path.DirectorySeparatorChar, '/');
    }
}
