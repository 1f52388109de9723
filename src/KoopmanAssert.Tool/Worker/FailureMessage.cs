using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>A failure of an analysis as the worker process tells it.</summary>
internal static class FailureMessage
{
    /// <summary>What to tell of a failure; one that nobody foresaw gets a code too.</summary>
    public static Failure Of(Exception failure, string model) => failure switch
    {
        KoopmanAssertException known => Of(known),
        OutOfMemoryException => Of(new SettingsException(
            DiagnosticCodes.TooLarge,
            model,
            "needs more memory for its analysis than there is.",
            DiagnosticRule.Find(DiagnosticCodes.TooLarge).WayOut)),
        _ => Of(new RuntimeException(
            DiagnosticCodes.Unforeseen,
            model,
            $"{failure.GetType().Name}: {failure.Message}",
            DiagnosticRule.Find(DiagnosticCodes.Unforeseen).WayOut)),
    };

    /// <summary>The exception that was told.</summary>
    public static KoopmanAssertException Read(Failure told)
    {
        string? file = told.HasFile ? told.File : null;
        return told.Cause switch
        {
            FailureCause.Model => new ModelException(told.Code, file ?? "", told.Problem, told.WayOut),
            FailureCause.Samples => new SamplesException(told.Code, file ?? "", told.Problem, told.WayOut),
            FailureCause.Settings => new SettingsException(told.Code, file, told.Problem, told.WayOut),
            FailureCause.Baseline => new BaselineException(told.Code, file ?? "", told.Problem, told.WayOut) {
                Line = told.HasLine ? told.Line : null,
                Column = told.HasColumn ? told.Column : null },
            _ => new RuntimeException(told.Code, file, told.Problem, told.WayOut),
        };
    }

    /// <summary>What to tell of a failure that has a code.</summary>
    public static Failure Of(KoopmanAssertException failure)
    {
        var told = new Failure
        {
            Cause = failure switch
            {
                ModelException => FailureCause.Model,
                SamplesException => FailureCause.Samples,
                SettingsException => FailureCause.Settings,
                BaselineException => FailureCause.Baseline,
                _ => FailureCause.Runtime,
            },
            Code = failure.Code,
            Problem = failure.Problem,
            WayOut = failure.WayOut,
        };
        if (failure.File is { } file)
        {
            told.File = file;
        }

        if (failure is { Line: { } line, Column: { } column })
        {
            (told.Line, told.Column) = (line, column);
        }

        return told;
    }
}
