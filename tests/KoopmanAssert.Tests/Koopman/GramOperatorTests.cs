using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

public class GramOperatorTests
{
    [Test]
    public void Sensitivities_in_the_coordinates_of_the_snapshots_are_those_of_the_operators(
        [Values] Observable observable,
        [Values(6, 8, 40)] int snapshots)
    {
        DenseMatrix[] cuts = [.. new[] { 9, 12, 7, 20, 5 }.Select((dimension, i) => SeededMatrices.Uniform(dimension, snapshots, i))];
        var rule = RankCutoff.Relative(1e-3);
        OperatorChain whole = new(rule, 1e-3), small = new(rule, 1e-3);
        GramFactor[] factors = [.. cuts.Select(c => GramFactor.Compute(Pipelines.Kept(Centring.Apply(observable, c))))];
        for (int b = 0; b + 1 < cuts.Length; b++)
        {
            var fit = DynamicModeDecomposition.Fit(cuts[b], cuts[b + 1], observable, rule);
            whole.Add(new KoopmanOperator(fit.Left, fit.Right));
            small.Add(GramOperator.Between(factors[b], factors[b + 1], rule), cuts[b].RowCount, cuts[b + 1].RowCount);
        }

        double?[] ofWhole = whole.LogSensitivities(), ofSmall = small.LogSensitivities();
        ofSmall.Should().Equal(ofWhole, (a, b) => Math.Abs(a!.Value - b!.Value) <= 1e-8);
    }

    [Test]
    public void Its_singular_values_are_those_of_the_operator()
    {
        DenseMatrix x = SeededMatrices.Uniform(30, 20, 1), f = SeededMatrices.Uniform(17, 20, 2);
        var rule = RankCutoff.Relative(1e-3);
        var fit = DynamicModeDecomposition.Fit(x, f, Observable.Identity, rule);
        GramOperator.Between(GramFactor.Compute(Pipelines.Kept(x)), GramFactor.Compute(Pipelines.Kept(f)), rule)
            .Spectrum(rule, 1e-3).SingularValues.Should().Equal(
                new KoopmanOperator(fit.Left, fit.Right).Spectrum(rule, 1e-3).SingularValues.Take(17),
                (a, b) => Math.Abs(a - b) < 1e-11);
    }
}
