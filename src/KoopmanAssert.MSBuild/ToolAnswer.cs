namespace KoopmanAssert;

/// <summary>What the tool wrote in one run: diagnostics and verdicts, and whatever else, which is never taken for a pass.</summary>
internal sealed class ToolAnswer
{
    /// <summary>The code of a run that gave no usable answer.</summary>
    public const string NoAnswer = "KOOP3005";

    private const int SaidLines = 5;
    private readonly List<ToolLine> _diagnostics = [];
    private readonly Dictionary<string, ToolLine> _verdicts = [];
    private readonly Queue<string> _said = [];
    private string? _stray;

    /// <summary>The files that the verdicts depend on.</summary>
    public IEnumerable<string> Inputs => _verdicts.Values.SelectMany(verdict => verdict.Inputs ?? []);

    /// <summary>Whether every verdict is that the baseline holds, and nobody need be told anything.</summary>
    public bool IsQuiet => AllHeld && _diagnostics.All(diagnostic => diagnostic.Severity == "note");

    private bool AllHeld => _verdicts.Values.All(verdict => verdict.IsHeld);

    /// <summary>Takes a line of the standard output; returns it as read, or null.</summary>
    public ToolLine? Take(string line)
    {
        ToolLine? read = ToolLine.Read(line);
        if (read is null)
        {
            _stray ??= line;
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

    /// <summary>Keeps the last lines of the standard error: they are for people.</summary>
    public void Hear(string line)
    {
        _said.Enqueue(line);
        if (_said.Count > SaidLines)
        {
            _said.Dequeue();
        }
    }

    /// <summary>
    /// Why the answer cannot be used; null when there is a verdict on each baseline, and it fits the exit code and the diagnostics.
    /// </summary>
    public string? Problem(IEnumerable<string> baselines, int exitCode)
    {
        string[] open = [.. baselines.Where(baseline => !_verdicts.ContainsKey(baseline)).Select(baseline => $"'{baseline}'")];
        string? problem = _stray is not null ? $"wrote a line that is no diagnostic: '{_stray}'"
            : open.Length > 0 ? $"ended with exit code {exitCode} and without a verdict on {string.Join(", ", open)}"
            : AllHeld != (exitCode == 0) ? $"ended with exit code {exitCode}, which its verdicts do not account for"
            : !AllHeld && _diagnostics.All(diagnostic => diagnostic.Severity != "error")
                ? $"ended with exit code {exitCode} and without a diagnostic"
                : null;
        return problem is null || _said.Count == 0 ? problem : $"{problem}; it said: {string.Join(" | ", _said)}";
    }
}
