using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>A block f as a map of snapshots, p-by-n to q-by-n. Column j belongs to the trajectory of sample <c>samples[j]</c>.</summary>
internal delegate DenseMatrix BlockMap(DenseMatrix snapshots, IReadOnlyList<int> samples);

/// <summary>
/// The snapshots at the two ends of a block: either what was summed of them while they were read, or the matrices themselves.
/// </summary>
internal sealed class BlockSnapshots
{
    private readonly (SnapshotSums Inputs, SnapshotSums Outputs)? _sums;
    private readonly (DenseMatrix Inputs, DenseMatrix Outputs, BlockMap Map)? _matrices;
    private readonly Lazy<GramFactor>? _inputs;
    private readonly Lazy<GramFit>? _fit;

    private BlockSnapshots((SnapshotSums Inputs, SnapshotSums Outputs) sums, GramFactor centredInputs)
    {
        _sums = sums;
        CentredFit = GramFit.Compute(centredInputs, sums.Outputs.Centred);
        bool isCentred = ReferenceEquals(sums.Inputs.Observed, sums.Inputs.Centred);
        _inputs = new(() => isCentred ? centredInputs : GramFactor.Compute(sums.Inputs.Observed!));
        _fit = new(() => isCentred ? CentredFit : GramFit.Compute(ObservedInputs, sums.Outputs.Observed!));
    }

    private BlockSnapshots((DenseMatrix Inputs, DenseMatrix Outputs, BlockMap Map) matrices) => _matrices = matrices;

    /// <summary>The snapshots of a block of which sums were kept.</summary>
    /// <param name="inputs">The sums at its input.</param>
    /// <param name="outputs">The sums at its output.</param>
    /// <param name="centredInputs">The factor of the centred inner products at its input.</param>
    public static BlockSnapshots Summed(SnapshotSums inputs, SnapshotSums outputs, GramFactor centredInputs) =>
        new((inputs, outputs), centredInputs);

    /// <summary>The snapshots of a block as matrices.</summary>
    /// <param name="inputs">X, p-by-n.</param>
    /// <param name="firstOutputs">The block's outputs on X, q-by-n.</param>
    /// <param name="map">The block, called for the second step on.</param>
    public static BlockSnapshots Whole(DenseMatrix inputs, DenseMatrix firstOutputs, BlockMap map) => new((inputs, firstOutputs, map));

    /// <summary>The sums at the two ends.</summary>
    public (SnapshotSums Inputs, SnapshotSums Outputs) Sums => _sums
        ?? throw new InvalidOperationException("Only matrices of this block were read.");

    /// <summary>The matrices at the two ends, and the block.</summary>
    public (DenseMatrix Inputs, DenseMatrix Outputs, BlockMap Map) Matrices => _matrices
        ?? throw new InvalidOperationException("No matrices of this block were read.");

    /// <summary>The fit of its centred outputs on its centred inputs, of which sums were kept; null for matrices.</summary>
    public GramFit? CentredFit { get; }

    /// <summary>The factor of its inputs as the observable sees them.</summary>
    public GramFactor ObservedInputs => _inputs!.Value;

    /// <summary>The fit of its outputs as the observable sees both ends.</summary>
    public GramFit ObservedFit => _fit!.Value;
}
