namespace KoopmanAssert.Tool;

/// <summary>A baseline of a command line, read at once so that its work can be told beforehand.</summary>
internal sealed class FoundBaseline
{
    private readonly CreditBaseline? _baseline;
    private readonly KoopmanAssertException? _failure;

    /// <summary>Reads a baseline.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="failure">What is wrong where there is none to read.</param>
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

    /// <summary>The path as the caller gave it, or that of a folder without baselines.</summary>
    public string Path { get; }

    /// <summary>
    /// How much its analysis has to compute, in multiplications as far as the baseline tells: the network on each sample, and the inner
    /// products of all samples at each cut.
    /// </summary>
    /// <remarks>The same on every machine, which the parts of a check rely on; no time that one of them has measured is.</remarks>
    public double Cost => _baseline is null ? 0
        : _baseline.Blocks.Sum(b => ((double)_baseline.SampleCount * _baseline.SampleCount * b.Outputs)
            + (_baseline.SampleCount * b.WeightShapes.Sum(shape => Products(shape, b.Outputs))));

    /// <summary>The baseline.</summary>
    /// <exception cref="KoopmanAssertException">What is wrong with it.</exception>
    public CreditBaseline Load() => _baseline ?? throw _failure!;

    // Each output is a sum over what one unit weighs.
    private static double Products(IReadOnlyList<long> shape, int outputs)
        => outputs * shape.Skip(1).Aggregate(1.0, (product, axis) => product * axis);
}
