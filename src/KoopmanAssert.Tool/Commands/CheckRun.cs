namespace KoopmanAssert.Tool;

/// <summary>Holds each baseline of a command line and writes what came of it as soon as it is known.</summary>
internal sealed class CheckRun(bool diagnostics, Func<CheckedBaseline, string> annotations, int? threads, CancellationToken cancellation)
{
    private readonly List<CheckedBaseline> _checked = [];

    /// <summary>Every baseline so far.</summary>
    public CheckReport Report => new(_checked);

    /// <summary>The highest exit code of all baselines.</summary>
    public int Run(string[]? paths)
    {
        int exit = ExitCodes.Held;
        foreach ((string path, KoopmanAssertException? failure) in EachBaseline.Find(paths))
        {
            exit = Math.Max(exit, failure is null ? Hold(path) : Refuse(path, failure));
        }

        return exit;
    }

    private int Hold(string path)
    {
        BaselineComparison comparison;
        try
        {
            var baseline = CreditBaseline.Load(path);
            comparison = ProgressLine.Run(path, progress => baseline.Check(CommonOptions.Read(threads, measureNoise: false, progress), cancellation));
        }
        catch (KoopmanAssertException failure)
        {
            return Refuse(path, failure);
        }
        catch (OutOfMemoryException cause)
        {
            return Refuse(path, new SettingsException(DiagnosticCodes.TooLarge, path, "needs more memory for its analysis than there is.", DiagnosticRule.Of(DiagnosticCodes.TooLarge).WayOut, cause));
        }

        return Present(CheckedBaseline.Of(comparison, ExitCodes.Of(comparison)), Text(comparison));
    }

    private int Refuse(string path, KoopmanAssertException failure) => Present(CheckedBaseline.Of(path, failure, Entry.Report(failure)), "");

    private int Present(CheckedBaseline baseline, string text)
    {
        _checked.Add(baseline);
        Output.Write(diagnostics ? DiagnosticLines.Of(baseline) : text + annotations(baseline));
        return baseline.ExitCode;
    }

    private static string Text(BaselineComparison comparison)
    {
        CreditBaseline baseline = comparison.Baseline;
        return $"{PlainText.Safe(baseline.Path)}: {PlainText.Safe(baseline.ModelPath)} on {baseline.SampleCount} samples{Environment.NewLine}"
            + ComparisonText.Table(comparison) + ComparisonText.Findings(comparison);
    }
}
