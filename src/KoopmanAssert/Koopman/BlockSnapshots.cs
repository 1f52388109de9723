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
/// <remarks>
/// What is computed from sums is computed once, when it is asked for first. The inner products of the inputs are no longer held once their
/// factor is known: for many snapshots they are the largest part of the memory of an analysis.
/// </remarks>
internal sealed class BlockSnapshots
{
    private readonly SnapshotSums? _outputs;
    private readonly DenseMatrix? _inputTriangle;
    private readonly RunnableBlock? _runnable;
    private readonly Lazy<GramFactor>? _centredInputs;
    private readonly Lazy<GramFactor>? _observedInputs;
    private readonly Lazy<GramFit>? _centredFit;
    private readonly Lazy<GramFit>? _observedFit;

    private BlockSnapshots(SnapshotSums inputs, SnapshotSums outputs)
    {
        (_outputs, _inputTriangle, Dimensions) = (outputs, inputs.Triangle, (inputs.Dimension, outputs.Dimension));
        bool isCentred = ReferenceEquals(inputs.Observed, inputs.Centred);
        _centredInputs = Factor(inputs.Centred);
        _centredFit = Fit(_centredInputs, outputs.Centred);
        _observedInputs = isCentred ? _centredInputs : inputs.Observed is { } x ? Factor(x) : null;
        _observedFit = isCentred ? _centredFit
            : _observedInputs is { } factor && outputs.Observed is { } f ? Fit(factor, f) : null;
    }

    private BlockSnapshots(RunnableBlock runnable) =>
        (_runnable, Dimensions) = (runnable, (runnable.Inputs.Dimension, runnable.FirstOutputs.Dimension));

    /// <summary>The snapshots of a block of which sums were kept.</summary>
    /// <param name="inputs">The sums at its input.</param>
    /// <param name="outputs">The sums at its output.</param>
    public static BlockSnapshots Summed(SnapshotSums inputs, SnapshotSums outputs) => new(inputs, outputs);

    /// <summary>The snapshots of a block themselves.</summary>
    public static BlockSnapshots Whole(RunnableBlock block) => new(block);

    /// <summary>The dimensions p of a snapshot of the inputs, and q of one of the outputs.</summary>
    public (int Inputs, int Outputs) Dimensions { get; }

    /// <summary>The block with its snapshots.</summary>
    public RunnableBlock Runnable => _runnable
        ?? throw new InvalidOperationException("Only sums of this block were kept.");

    /// <summary>The factor of its centred inputs.</summary>
    public GramFactor CentredInputs => Summed(_centredInputs).Value;

    /// <summary>The factor of its inputs as the observable sees them.</summary>
    public GramFactor ObservedInputs => Summed(_observedInputs).Value;

    /// <summary>The fit of its centred outputs on its centred inputs.</summary>
    public GramFit CentredFit => Summed(_centredFit).Value;

    /// <summary>The fit of its outputs as the observable sees both ends.</summary>
    public GramFit ObservedFit => Summed(_observedFit).Value;

    /// <summary>The inner products of its outputs as the observable sees them, which credits by Gram matrices come from.</summary>
    public InnerProducts ObservedOutputs => Summed(_outputs).Observed
        ?? throw new InvalidOperationException("No inner products of this block were kept for credits.");

    /// <summary>The triangles of its inputs and outputs, which credits by QR come from.</summary>
    public (DenseMatrix Inputs, DenseMatrix Outputs) Triangles => (Summed(_inputTriangle), Summed(_outputs?.Triangle));

    /// <summary>The root mean square norm of its outputs, not centred.</summary>
    public double OutputLevel => Summed(_outputs).Level;

    /// <summary>Lets the next block take the memory of the fits, which give no further figure.</summary>
    public void LetGo()
    {
        foreach (Lazy<GramFit>? fit in new[] { _centredFit, _observedFit }.Distinct())
        {
            if (fit is { IsValueCreated: true })
            {
                fit.Value.LetGo();
            }
        }
    }

    // What these two hold is let go once it has served.
    private static Lazy<GramFactor> Factor(InnerProducts inputs) => new(() => GramFactor.Compute(inputs));

    private static Lazy<GramFit> Fit(Lazy<GramFactor> inputs, InnerProducts outputs) => new(() => GramFit.Compute(inputs.Value, outputs));

    private static T Summed<T>(T? part)
        where T : class => part ?? throw new InvalidOperationException("This was not summed of the block.");
}
