using System.Numerics;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;
using Vector = System.Numerics.Vector;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// What float32 arithmetic leaves undecided in a credit: its standard deviation under tiny seeded perturbations of the activations.
/// </summary>
/// <remarks>
/// Processors, thread counts and graph optimisations sum float32 terms in different orders. Each activation is multiplied by
/// 1 + ε·u, u uniform in [−1, 1], with ε = 2⁻²⁰ (what re-ordered sums of some hundred terms do) or the type's own unit round-off
/// where that is larger. No comparison is tighter than six such deviations.
/// </remarks>
internal static class NoiseFloor
{
    /// <summary>How many perturbed analyses the deviation is taken over.</summary>
    public const int Perturbations = 8;

    /// <summary>The least difference, in noise floors, that a comparison resolves.</summary>
    public const double Resolution = 6;

    private const double Float32Reordering = 1.0 / (1 << 20);
    private const double Float32Rounding = 1.0 / (1 << 24);

    /// <summary>The standard deviation of the perturbed log-credits, in nats.</summary>
    public static double Measure(IEnumerable<double> perturbedLogCredits) => perturbedLogCredits.StandardDeviation();

    /// <summary>
    /// The standard deviation of a figure. Perturbations are independent and average out in a level; what rounds all activations alike does
    /// not.
    /// </summary>
    public static double Measure(FigureKind kind, IEnumerable<double> perturbed)
        => Math.Max(Measure(perturbed), kind == FigureKind.ActivationLevel ? Float32Rounding : 0);

    /// <summary>The relative size ε of the perturbations at a cut.</summary>
    public static double RelativeSize(Cut cut, ExecutionProvider provider)
        => Math.Max(RelativeSize(provider), cut.Tensors.Max(t => TensorRows.UnitRoundoff(t.Type)));

    /// <summary>The same for float32 activations that a provider computes.</summary>
    public static double RelativeSize(ExecutionProvider provider) => Math.Max(Float32Reordering, provider.UnitRoundoff);

    /// <summary>The snapshots of a cut, perturbed.</summary>
    public static Snapshots Perturb(Snapshots snapshots, double relativeSize, int perturbation, int cut) =>
        Perturb(snapshots, 0, snapshots.Dimension, relativeSize, perturbation, cut);

    /// <summary>Some features of the snapshots of a cut of <paramref name="dimension"/>, perturbed as all of them would be.</summary>
    /// <param name="part">The features.</param>
    /// <param name="first">The place of the first.</param>
    /// <param name="dimension">The dimension of a whole snapshot.</param>
    /// <param name="relativeSize">ε.</param>
    /// <param name="perturbation">Which of the perturbations.</param>
    /// <param name="cut">Which cut.</param>
    public static Snapshots Perturb(Snapshots part, int first, int dimension, double relativeSize, int perturbation, int cut) =>
        new PerturbedSnapshots(part, first, dimension, relativeSize, Stream(perturbation, cut));

    /// <summary>A matrix of snapshots, perturbed.</summary>
    public static DenseMatrix Perturb(DenseMatrix snapshots, double relativeSize, int perturbation, int cut)
    {
        double[] values = (double[])snapshots.Values.Clone();
        Perturb(values, relativeSize, Stream(perturbation, cut), 0);
        return new DenseMatrix(snapshots.RowCount, snapshots.ColumnCount, values);
    }

    /// <summary>A block whose outputs are perturbed, anew in each call.</summary>
    public static BlockMap Perturb(BlockMap block, double relativeSize, int perturbation, int cut)
    {
        int call = 0;
        return (snapshots, samples) => Perturb(block(snapshots, samples), relativeSize, perturbation, cut + (++call << 16));
    }

    private static ulong Stream(int perturbation, int cut) => Mix(new Vector<ulong>(((ulong)(uint)perturbation << 32) | (uint)cut))[0];

    private static void Perturb(Span<double> values, double relativeSize, ulong stream, long first)
    {
        int whole = values.Length - (values.Length % Vector<double>.Count);
        for (int i = 0; i < whole; i += Vector<double>.Count)
        {
            Perturbed(new(values[i..]), relativeSize, stream + (ulong)(first + i)).CopyTo(values[i..]);
        }

        if (whole == values.Length)
        {
            return;
        }

        Span<double> rest = stackalloc double[Vector<double>.Count];
        values[whole..].CopyTo(rest);
        Perturbed(new(rest), relativeSize, stream + (ulong)(first + whole)).CopyTo(rest);
        rest[..(values.Length - whole)].CopyTo(values[whole..]);
    }

    private static Vector<double> Perturbed(Vector<double> values, double relativeSize, ulong state)
    {
        Vector<double> unit = Vector.ConvertToDouble(Mix(new Vector<ulong>(state) + Vector<ulong>.Indices)) * (2.0 / ulong.MaxValue);
        return values * (Vector<double>.One + (relativeSize * (unit - Vector<double>.One)));
    }

    // SplitMix64 (Steele, Lea and Flood 2014): a number that depends on the place only, whichever thread reads it.
    private static Vector<ulong> Mix(Vector<ulong> state)
    {
        Vector<ulong> z = state + new Vector<ulong>(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * new Vector<ulong>(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * new Vector<ulong>(0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    private sealed class PerturbedSnapshots(Snapshots source, int offset, int whole, double relativeSize, ulong stream) : Snapshots
    {
        public override int Dimension => source.Dimension;

        public override int Count => source.Count;

        public override void Read(int snapshot, int first, Span<double> destination)
        {
            source.Read(snapshot, first, destination);
            Perturb(destination, relativeSize, stream, ((long)snapshot * whole) + offset + first);
        }
    }
}
