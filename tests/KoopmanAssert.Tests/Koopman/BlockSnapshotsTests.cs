using System.Runtime.CompilerServices;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is known of a block's snapshots: their sums, as the observable sees them, or they themselves.</summary>
[TestFixture]
internal sealed class BlockSnapshotsTests
{
    // Far from the origin, so that centring matters.
    private static readonly DenseMatrix Inputs = (DenseMatrix)(SeededMatrices.Uniform(6, 20, 1) + 3);

    private static readonly DenseMatrix Outputs = (DenseMatrix)(SeededMatrices.Uniform(4, 20, 2) - 2);

    [Test]
    public void Sums_of_snapshots_as_they_are_give_their_own_singular_values()
    {
        BlockSnapshots summed = Summed(Observable.Identity);
        summed.ObservedInputs.SingularValues.Take(6).Should().Equal(ThinSvd.Values(Inputs), Close);
        summed.ObservedFit.InputSingularValues.Take(6).Should().Equal(ThinSvd.Values(Inputs), Close);
        summed.ObservedFit.Residual(6).Should().BeApproximately(Residual(Inputs, Outputs), 1e-9);
        summed.CentredFit.InputSingularValues.Take(6).Should().Equal(ThinSvd.Values(Centred(Inputs)), Close);
    }

    [Test]
    public void Those_of_centred_ones_give_the_centred_ones()
    {
        BlockSnapshots summed = Summed(Observable.Affine);
        summed.ObservedInputs.SingularValues.Take(6).Should().Equal(ThinSvd.Values(Centred(Inputs)), Close);
        summed.ObservedFit.Should().BeSameAs(summed.CentredFit, "it is computed once");
        summed.ObservedFit.Residual(6).Should().BeApproximately(Residual(Centred(Inputs), Centred(Outputs)), 1e-9);
    }

    [Test]
    public void What_was_not_kept_is_not_given()
    {
        FluentActions.Invoking(() => Summed(Observable.Affine).Runnable).Should().Throw<InvalidOperationException>()
            .WithMessage("Only sums of this block were kept.");
        BlockSnapshots whole = Pipelines.Whole(Pipelines.Linear(SeededMatrices.Uniform(4, 6, 3)), Inputs, Outputs);
        FluentActions.Invoking(() => whole.CentredFit).Should().Throw<InvalidOperationException>()
            .WithMessage("This was not summed of the block.");
        FluentActions.Invoking(() => Summed(Observable.Affine).Triangles).Should().Throw<InvalidOperationException>()
            .WithMessage("This was not summed of the block.");
    }

    [Test]
    public void The_products_of_the_inputs_are_collected_once_they_are_factored(
        [Values(Observable.Affine, Observable.Identity)] Observable observable)
    {
        (BlockSnapshots block, WeakReference[] products) = Watched(observable);
        GC.Collect();
        products.Should().OnlyContain(p => p.IsAlive, "no factor is known yet");
        _ = (block.CentredInputs, block.ObservedInputs);
        GC.Collect();
        products.Should().OnlyContain(p => !p.IsAlive);
        block.ObservedFit.Residual(6).Should().BeGreaterThan(0);
        GC.KeepAlive(block);
    }

    // In a method of its own, so that no local variable keeps the products.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (BlockSnapshots Block, WeakReference[] Products) Watched(Observable observable)
    {
        var inputs = SnapshotSums.Compute(new ColumnSnapshots(Inputs), observable, KoopmanRoute.Gram);
        var outputs = SnapshotSums.Compute(new ColumnSnapshots(Outputs), observable, KoopmanRoute.Gram);
        return (BlockSnapshots.Summed(inputs, outputs), [new WeakReference(inputs.Centred), new WeakReference(inputs.Observed)]);
    }

    private static BlockSnapshots Summed(Observable observable)
    {
        var inputs = SnapshotSums.Compute(new ColumnSnapshots(Inputs), observable, KoopmanRoute.Gram);
        var outputs = SnapshotSums.Compute(new ColumnSnapshots(Outputs), observable, KoopmanRoute.Gram);
        return BlockSnapshots.Summed(inputs, outputs);
    }

    // ‖F − F X⁺X‖ / ‖F‖ by MathNet's pseudo-inverse.
    private static double Residual(DenseMatrix x, DenseMatrix f) =>
        (f - (f * x.PseudoInverse() * x)).FrobeniusNorm() / f.FrobeniusNorm();

    private static DenseMatrix Centred(DenseMatrix snapshots) => DenseMatrix.OfRowVectors(
        snapshots.EnumerateRows().Select(row => (DenseVector)(row - row.Average())));

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
