using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>A block f as a map of snapshots, p-by-n to q-by-n. Column j belongs to the trajectory of sample <c>samples[j]</c>.</summary>
internal delegate DenseMatrix BlockMap(DenseMatrix snapshots, IReadOnlyList<int> samples);

/// <summary>A block with its snapshots themselves, which can be run again.</summary>
/// <param name="Inputs">X, p-by-n.</param>
/// <param name="FirstOutputs">The block's outputs on X, q-by-n.</param>
/// <param name="Map">The block, called for the second step on.</param>
/// <param name="States">Makes room for a number of states of dimension p, for as long as the block is estimated.</param>
internal sealed record RunnableBlock(Snapshots Inputs, Snapshots FirstOutputs, BlockMap Map, Func<int, SnapshotStore> States)
{
    /// <summary>How many trajectories are followed at a time: their states and outputs are held as matrices.</summary>
    public int Group { get; init; } = int.MaxValue;

    /// <summary>The threads that sum inner products.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>
/// The snapshots at the two ends of a block: either what was summed of them while they were read, or the snapshots themselves.
/// </summary>
internal sealed class BlockSnapshots
{
    private readonly (SnapshotSums Inputs, SnapshotSums Outputs)? _sums;
    private readonly RunnableBlock? _runnable;
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

    private BlockSnapshots(RunnableBlock runnable) => _runnable = runnable;

    /// <summary>The snapshots of a block of which sums were kept.</summary>
    /// <param name="inputs">The sums at its input.</param>
    /// <param name="outputs">The sums at its output.</param>
    /// <param name="centredInputs">The factor of the centred inner products at its input.</param>
    public static BlockSnapshots Summed(SnapshotSums inputs, SnapshotSums outputs, GramFactor centredInputs) =>
        new((inputs, outputs), centredInputs);

    /// <summary>The snapshots of a block themselves.</summary>
    public static BlockSnapshots Whole(RunnableBlock block) => new(block);

    /// <summary>The sums at the two ends.</summary>
    public (SnapshotSums Inputs, SnapshotSums Outputs) Sums => _sums
        ?? throw new InvalidOperationException("No sums of this block were kept.");

    /// <summary>The block with its snapshots.</summary>
    public RunnableBlock Runnable => _runnable
        ?? throw new InvalidOperationException("Only sums of this block were kept.");

    /// <summary>The fit of its centred outputs on its centred inputs, of which sums were kept; null for a runnable block.</summary>
    public GramFit? CentredFit { get; }

    /// <summary>The factor of its inputs as the observable sees them.</summary>
    public GramFactor ObservedInputs => _inputs!.Value;

    /// <summary>The fit of its outputs as the observable sees both ends.</summary>
    public GramFit ObservedFit => _fit!.Value;

    /// <summary>Lets the next block take the memory of the fits, which give no further figure.</summary>
    public void LetGo()
    {
        CentredFit?.LetGo();
        if (_fit is { IsValueCreated: true })
        {
            _fit.Value.LetGo();
        }
    }
}
