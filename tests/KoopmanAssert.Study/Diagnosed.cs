namespace KoopmanAssert.Study;

/// <summary>What was said about models whose fault is known.</summary>
internal sealed class Diagnosed
{
    private readonly List<(string Model, KnownFault Fault, DriftVerdict Verdict)> _detected = [];
    private readonly List<string> _undetected = [];

    /// <summary>The models that were not detected, about which nothing is said.</summary>
    public IReadOnlyList<string> Undetected => _undetected;

    /// <summary>Of the detected faults in one block, those that are named, and all.</summary>
    public Rate Placed => new(_detected.Count(d => d.Fault.Block is not null && IsNamedRight(d)), Count(d => d.Fault.Block is not null));

    /// <summary>
    /// Of the blocks that are named, those that are right, and all; words about preprocessing that are right name no wrong block.
    /// </summary>
    public Rate Named => new(_detected.Count(IsNamedRight), Count(IsNamed));

    /// <summary>Of the detected faults that lie in no one block, those that accuse one, and all.</summary>
    public Rate Accused => new(Count(d => d.Fault.Block is null && d.Verdict.Fault is not null), Count(d => d.Fault.Block is null));

    /// <summary>Of the causes that are stated, those that are right, and all.</summary>
    public Rate Causes => new(Count(d => d.Verdict.Cause is not null && IsCauseRight(d)), Count(d => d.Verdict.Cause is not null));

    /// <summary>Everything that is wrong: the model, its fault, and what was said.</summary>
    public IEnumerable<string> Wrong => _detected
        .Where(d => (IsNamed(d) && !IsNamedRight(d)) || (d.Verdict.Cause is not null && !IsCauseRight(d)))
        .Select(d => $"{d.Model}: {d.Fault.Kind} in {d.Fault.Block ?? "no one block"}, accused {d.Verdict.Fault ?? "none"}, "
            + $"cause {d.Verdict.Cause?.Name ?? "none"}");

    /// <summary>Adds a model.</summary>
    public void Add(string model, KnownFault fault, DriftVerdict? verdict)
    {
        if (verdict is null)
        {
            _undetected.Add(model);
        }
        else
        {
            _detected.Add((model, fault, verdict));
        }
    }

    // A block is named if it is accused, or if the words of the cause point to it, as those about preprocessing do to the first.
    private static string? Name(DriftVerdict verdict) => verdict.Fault ?? verdict.Cause?.Block
        ?? (verdict.Cause is { Name: "preprocessing" } cause ? cause.Words.Split('\'')[1] : null);

    private static bool IsNamed((string Model, KnownFault Fault, DriftVerdict Verdict) d) =>
        Name(d.Verdict) is not null && !(d.Verdict.Fault is null && d.Fault.Block is null && IsCauseRight(d));

    private static bool IsNamedRight((string Model, KnownFault Fault, DriftVerdict Verdict) d) =>
        Name(d.Verdict) is { } name && d.Fault.Allowed.Contains(name);

    private static bool IsCauseRight((string Model, KnownFault Fault, DriftVerdict Verdict) d) =>
        d.Fault.Causes.Contains(d.Verdict.Cause!.Name) && (d.Verdict.Cause.Block is not { } block || d.Fault.Allowed.Contains(block));

    private int Count(Func<(string Model, KnownFault Fault, DriftVerdict Verdict), bool> isSo) => _detected.Count(isSo);
}

/// <summary>So many of so many.</summary>
internal readonly record struct Rate(int Part, int Of)
{
    /// <summary>The share; not a number of none.</summary>
    public double Share => Of == 0 ? double.NaN : (double)Part / Of;

    public static Rate operator +(Rate a, Rate b) => new(a.Part + b.Part, a.Of + b.Of);

    public override string ToString() => $"{Part} of {Of}";
}
