using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What to do after drift: first what to look at, then how to accept the change.</summary>
internal static class Advice
{
    /// <summary>The steps as lines; nothing if the model has not drifted.</summary>
    /// <inheritdoc cref="Steps"/>
    public static string Render(BaselineComparison comparison, bool isScored) =>
        string.Concat(Steps(comparison, isScored).Select(step => $"{step.Words}: {step.Command}{Environment.NewLine}"));

    /// <summary>The steps, the first one first; none if the model has not drifted.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="isScored">Whether the score is beyond its limit, which accepting the model widens.</param>
    public static IReadOnlyList<(string Words, string Command)> Steps(BaselineComparison comparison, bool isScored)
    {
        string path = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        return !comparison.HasDrifted ? []
            : comparison.Baseline.IsInMemory || comparison.Report.IsInMemory ? [.. InCode(comparison, isScored)] :
        [
            ($"Look first at {LookAt(comparison)}", $"koopman-assert report {path}"),
            .. isScored ? [("If this retrain is legitimate", Accept(comparison, path))] : Array.Empty<(string, string)>(),
            ("If this was intended", Update(comparison, path)),
        ];
    }

    /// <summary>What to look at first, after these words: what the cause says, and the one block that moved besides.</summary>
    public static string LookAt(BaselineComparison comparison)
    {
        if (comparison.Verdict?.Cause is not { } cause)
        {
            return "what changed in training, data or preprocessing";
        }

        bool isNamed = comparison.Verdict.Moved is not [var only] || cause.LookAt.Contains($"'{only}'", StringComparison.Ordinal);
        string block = isNamed ? "" : $", then at '{PlainText.Shortened(comparison.Verdict.Moved[0])}'";
        return CheckDiagnostic.Worded(cause.Block, cause.LookAt) + block;
    }

    // No command can analyse what was in memory.
    private static IEnumerable<(string Words, string Command)> InCode(BaselineComparison comparison, bool isScored)
    {
        string path = PlainText.Safe(comparison.Baseline.Path).Replace('\\', '/');
        yield return ($"Look first at {LookAt(comparison)}", "BaselineComparison.WriteHtml(\"drift.html\")");
        if (isScored)
        {
            yield return ("If this retrain is legitimate", $"CreditBaseline.Load(\"{path}\").Accept(credits, \"reason\").Save()");
        }

        yield return ("If this was intended, analyse with MeasureNoise", $"CreditBaseline.Create(credits, \"{path}\").Save()");
    }

    private static string Accept(BaselineComparison comparison, string path)
    {
        string model = IsOwnModel(comparison) ? "" : $" {PlainText.Quoted(PlainText.Safe(comparison.Report.Model.Path))}";
        return $"koopman-assert accept {path}{model} --force --reason TEXT";
    }

    // An update analyses the model at the baseline's path, while a test may have compared another model.
    private static string Update(BaselineComparison comparison, string path) => IsOwnModel(comparison)
        ? $"koopman-assert update {path}"
        : $"replace '{PlainText.Safe(comparison.Baseline.Model.Path)}' with this model, then run koopman-assert update {path}";

    /// <summary>Whether the model that was compared is the one that the baseline names.</summary>
    public static bool IsOwnModel(BaselineComparison comparison) =>
        Path.GetFullPath(comparison.Report.Model.Path) == Path.GetFullPath(comparison.Baseline.ModelPath);
}
