namespace KoopmanAssert.Tool.Shards;

/// <summary>A baseline of a command line, read at once so that the cost of its analysis can be estimated.</summary>
internal sealed class FoundBaseline
{
    private readonly CreditBaseline? _baseline;
    private readonly KoopmanAssertException? _failure;

    /// <summary>Reads a baseline.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="failure">Why there is no baseline to read; null if there is one.</param>
    public FoundBaseline(string path, KoopmanAssertException? failure)
    {
        Path = path;
        _failure = failure;
        try
        {
            _baseline = failure is null ? CreditBaseline.Load(path) : null;
        }
        catch (KoopmanAssertException unusable)
        {
            _failure = unusable;
        }
    }

    /// <summary>The path as the caller gave it; that of the folder if it holds no baseline.</summary>
    public string Path { get; }

    /// <summary>
    /// The estimated cost of its analysis in multiplications: the network on each sample, and the inner products of all samples at each
    /// cut.
    /// </summary>
    /// <remarks>It is the same on every machine, which the parts of a check rely on; a measured time would not be.</remarks>
    public double Cost => _baseline is null ? 0
        : _baseline.Blocks.Sum(b => ((double)_baseline.SampleCount * _baseline.SampleCount * b.Outputs)
            + (_baseline.SampleCount * b.WeightShapes.Sum(shape => Products(shape, b.Outputs))));

    /// <summary>The baseline.</summary>
    /// <exception cref="KoopmanAssertException">What is wrong with it.</exception>
    public CreditBaseline Load() => _baseline ?? throw _failure!;

    // Each output is a sum over the weights of one unit.
    private static double Products(IReadOnlyList<long> shape, int outputs)
        => outputs * shape.Skip(1).Aggregate(1.0, (product, axis) => product * axis);
}
