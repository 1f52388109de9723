namespace KoopmanAssert.Tool.Messages;

/// <summary>Which exception a failure was.</summary>
internal enum FailureCause
{
    Model,
    Samples,
    Runtime,
    Settings,
    Baseline,
}

/// <summary>A failure with a code, as another process reports it.</summary>
internal sealed record FailureMessage(
    FailureCause Cause, string Code, string? File, string Problem, string WayOut, int? Line, int? Column)
{
    /// <summary>The message of a failure.</summary>
    public static FailureMessage Create(KoopmanAssertException failure)
    {
        FailureCause cause = failure switch
        {
            ModelException => FailureCause.Model,
            SamplesException => FailureCause.Samples,
            SettingsException => FailureCause.Settings,
            BaselineException => FailureCause.Baseline,
            _ => FailureCause.Runtime,
        };
        return new FailureMessage(cause, failure.Code, failure.File, failure.Problem, failure.WayOut, failure.Line, failure.Column);
    }

    /// <summary>The failure.</summary>
    public KoopmanAssertException ToException() => Cause switch
    {
        FailureCause.Model => new ModelException(Code, File ?? "", Problem, WayOut) { Line = Line, Column = Column },
        FailureCause.Samples => new SamplesException(Code, File ?? "", Problem, WayOut) { Line = Line, Column = Column },
        FailureCause.Settings => new SettingsException(Code, File, Problem, WayOut) { Line = Line, Column = Column },
        FailureCause.Baseline => new BaselineException(Code, File ?? "", Problem, WayOut) { Line = Line, Column = Column },
        _ => new RuntimeException(Code, File, Problem, WayOut) { Line = Line, Column = Column },
    };
}
