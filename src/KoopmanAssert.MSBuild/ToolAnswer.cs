namespace KoopmanAssert;

/// <summary>The output of one run of the tool: diagnostics and verdicts. Any other output makes the answer unusable.</summary>
internal sealed class ToolAnswer
{
    /// <summary>The code for a run without a usable answer.</summary>
    public const string NoAnswer = "KOOP3005";

    private const int KeptLines = 5;
    private readonly List<ToolLine> _diagnostics = [];
    private readonly Dictionary<string, ToolLine> _verdicts = [];
    private readonly Queue<string> _errorLines = [];
    private string? _unknownLine;

    /// <summary>The files that the verdicts depend on.</summary>
    public IEnumerable<string> Inputs => _verdicts.Values.SelectMany(verdict => verdict.Inputs ?? []);

    /// <summary>The number of baselines that hold.</summary>
    public int HeldCount => _verdicts.Values.Count(verdict => verdict.IsHeld);

    /// <summary>Whether every baseline holds and there are only notes.</summary>
    public bool IsQuiet => AllHeld && _diagnostics.All(diagnostic => diagnostic.Severity == "note");

    private bool AllHeld => _verdicts.Values.All(verdict => verdict.IsHeld);

    /// <summary>Adds a line of standard output; returns it as parsed, or null if it is not one of ours.</summary>
    public ToolLine? Take(string line)
    {
        var read = ToolLine.Read(line);
        if (read is null)
        {
            _unknownLine ??= line;
        }
        else if (read.IsVerdict)
        {
            _verdicts[read.File] = read;
        }
        else
        {
            _diagnostics.Add(read);
        }

        return read;
    }

    /// <summary>Keeps the last lines of standard error for the message.</summary>
    public void TakeError(string line)
    {
        _errorLines.Enqueue(line);
        if (_errorLines.Count > KeptLines)
        {
            _errorLines.Dequeue();
        }
    }

    /// <summary>
    /// Why the answer cannot be used; null if there is a verdict on each baseline that agrees with the exit code and the diagnostics.
    /// </summary>
    public string? Problem(IEnumerable<string> baselines, int exitCode)
    {
        string[] open = [.. baselines.Where(baseline => !_verdicts.ContainsKey(baseline)).Select(baseline => $"'{baseline}'")];
        string? problem = _unknownLine is not null ? $"wrote a line that is not a diagnostic: '{_unknownLine}'"
            : open.Length > 0 ? $"ended with exit code {exitCode} and without a verdict on {string.Join(", ", open)}"
            : AllHeld != (exitCode == 0) ? $"ended with exit code {exitCode}, which contradicts its verdicts"
            : !AllHeld && _diagnostics.All(diagnostic => diagnostic.Severity != "error")
                ? $"ended with exit code {exitCode} and without a diagnostic"
                : null;
        return problem is null || _errorLines.Count == 0 ? problem : $"{problem}; it wrote: {string.Join(" | ", _errorLines)}";
    }
}
