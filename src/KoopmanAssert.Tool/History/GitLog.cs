using System.Diagnostics;
using System.Globalization;
using System.Text;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Tool.History;

/// <summary>The versions of a baseline's file in the commits of its repository. Nothing is fetched.</summary>
/// <remarks>
/// The log follows first parents: a merge is one version, as it changed the file on this branch, and what the merged branch accepted in
/// between is among the accepted retrains. Renames are followed.
/// </remarks>
internal sealed class GitLog
{
    private const char Start = '\x01', Separator = '\x02';

    private readonly string _path;
    private readonly string _folder;
    private readonly List<string> _notes = [];

    /// <summary>The log of a file that need not exist any more.</summary>
    public GitLog(string path)
    {
        _path = path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
    }

    /// <summary>What a reader of the history should know: a shallow clone, versions that cannot be read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The versions that can be read, oldest first.</summary>
    /// <exception cref="RuntimeException">KOOP3011: git or the repository is missing, or no version can be read.</exception>
    public IReadOnlyList<BaselineVersion> Read(CancellationToken cancellation)
    {
        if (Directory.Exists(_path))
        {
            throw Unavailable("is a folder, not a baseline.", "Give the path of one baseline, *.credits.json.");
        }

        if (Text(Run(["rev-parse", "--is-shallow-repository"])).Trim() == "true")
        {
            _notes.Add("the clone is shallow, so older commits are missing; fetch them with: git fetch --unshallow");
        }

        string log = Text(Run(["-c", "core.quotePath=false", "log", "--first-parent", "--follow", "--name-only",
            $"--format={Start}%H{Separator}%cs{Separator}", "--", Path.GetFileName(_path)]));
        var versions = new List<BaselineVersion>();
        byte[] before = [];
        foreach (string entry in log.Split(Start, StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            string[] parts = entry.Split(Separator);
            if (Content(parts[0], parts[2].Trim()) is { } content && !content.AsSpan().SequenceEqual(before)
                && Parse(parts[0], content) is { } baseline)
            {
                before = content;
                versions.Add(new BaselineVersion(parts[0], DateOnly.Parse(parts[1], CultureInfo.InvariantCulture), baseline));
            }
        }

        return versions.Count > 0 ? versions : throw Unavailable("has no commit with a version that can be read.");
    }

    // A commit that deletes the file has no content of it.
    private byte[]? Content(string commit, string name) => Run(["cat-file", "blob", $"{commit}:{name}"], mayFail: true);

    private CreditBaseline? Parse(string commit, byte[] content)
    {
        try
        {
            return BaselineReader.Parse(_path, content);
        }
        catch (BaselineException failure)
        {
            _notes.Add($"commit {commit[..12]} is left out: {failure.Code}: {failure.Problem}");
            return null;
        }
    }

    private static string Text(byte[]? output) => Encoding.UTF8.GetString(output ?? []);

    private byte[]? Run(string[] arguments, bool mayFail = false)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["-C", _folder, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process git = Process.Start(start)!;
            Task<string> error = git.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            git.StandardOutput.BaseStream.CopyTo(output);
            git.WaitForExit();
            return git.ExitCode == 0 ? output.ToArray()
                : mayFail ? null
                : throw Unavailable($"has no history that git can read; git says \"{FirstLine(error.Result)}\".");
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw Unavailable($"has a history that git reads, but git cannot be started; the system says {PlainText.Said(cause)}.");
        }
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim().TrimEnd('.');

    private RuntimeException Unavailable(string problem, string? wayOut = null) => new(
        DiagnosticCodes.HistoryUnavailable, _path, problem, wayOut ?? DiagnosticRule.Find(DiagnosticCodes.HistoryUnavailable).WayOut);
}
