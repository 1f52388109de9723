namespace KoopmanAssert;

/// <summary>
/// What a score beyond its limit shows: the figures beyond their ranges, the block at fault if they point to one, and the cause if they
/// show it. Text, pages, files and the messages of tests all present this one verdict.
/// </summary>
/// <remarks>Instances are immutable and safe for concurrent use.</remarks>
public sealed class DriftVerdict
{
    internal DriftVerdict(DriftScore score, string? suspect, DriftCause? cause)
    {
        Beyond = [.. score.Figures.Where(f => f.IsBeyond).OrderByDescending(f => f.Distance)];
        Moved = [.. score.Figures.Select(f => f.Block).OfType<string>().Distinct().Where(b => Beyond.Any(f => f.Block == b))];
        Fault = suspect is not null && Moved.Contains(suspect) ? suspect : null;
        Cause = cause;
    }

    /// <summary>
    /// The block at fault: one with a figure beyond its allowed range, in which the evidence is concentrated. Null if the network has
    /// changed as a whole.
    /// </summary>
    public string? Fault { get; }

    /// <summary>The figures beyond their allowed ranges, largest |z| first. A verdict names no others.</summary>
    public IReadOnlyList<FigureComparison> Beyond { get; }

    /// <summary>The blocks with a figure beyond its allowed range, in the order of the network, the block at fault among them.</summary>
    public IReadOnlyList<string> Moved { get; }

    /// <summary>The cause that the figures show; null if they fit none.</summary>
    public DriftCause? Cause { get; }

    /// <summary>The figure furthest beyond its range of a block, or of the whole network for null; null if all lie within.</summary>
    internal FigureComparison? FurthestOf(string? block) => Beyond.FirstOrDefault(f => f.Block == block);
}

/// <summary>A cause of drift that the figures show.</summary>
/// <param name="Name">A short name that keeps its meaning, such as <c>prunedWeights</c>.</param>
/// <param name="Words">What the figures show, in one sentence without a full stop.</param>
/// <param name="Block">The block in which the cause lies; null if it lies in the training as a whole.</param>
/// <param name="LookAt">What to look at first, as it follows the words "look first at".</param>
public sealed record DriftCause(string Name, string Words, string? Block, string LookAt);
