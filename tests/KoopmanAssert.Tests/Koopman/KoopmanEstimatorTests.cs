using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which estimator and which alignment a method takes, and what an estimate keeps.</summary>
[TestFixture]
internal sealed class KoopmanEstimatorTests
{
    [Test]
    public void The_cheapest_estimator_that_is_exact_is_chosen()
    {
        KoopmanMethod method = AnalysisSettings.Regression.Method;
        const double Tight = GramEstimator.SmallestTolerance;
        KoopmanEstimator.Choose(method with { Tolerance = Tight }, 5, 9, 1).Should().BeOfType<GramEstimator>();
        KoopmanEstimator.Choose(method with { Tolerance = Tight / 2 }, 5, 9, 1).Should().BeOfType<QrEstimator>();
        KoopmanEstimator.Choose(method with { Alignment = DimensionAlignment.Gaussian }, 5, 9, 1).Should().BeOfType<PipelineEstimator>();
        KoopmanEstimator.Choose(method with { Alignment = DimensionAlignment.Gaussian }, 9, 9, 1).Should().BeOfType<GramEstimator>();
        KoopmanEstimator.Choose(method with { Reduce = 2 }, 5, 9, 1).Should().BeOfType<ReducedEstimator>();
        PipelineEstimator.Create(method, 1).ReadsSnapshots.Should().BeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_operator_that_was_formed_is_kept_on_request(bool keeps)
    {
        DenseMatrix map = SeededMatrices.Orthonormal(4, 4, 5), starts = SeededMatrices.Uniform(4, 12, 6);
        KoopmanEstimate estimate = Pipelines.Exact.Estimate(
            Pipelines.Whole(Pipelines.Linear(map), starts, Pipelines.Linear(map)(starts, [])), keeps);
        (estimate.Operator is not null).Should().Be(keeps);
        ((Pipelines.Exact with { AveragesMatrices = true }).Estimate(
            Pipelines.Whole(Pipelines.Linear(map), starts, Pipelines.Linear(map)(starts, [])), keeps).Operator is not null).Should()
            .Be(keeps, "a mean that the credit is taken from is not kept for it");
        if (keeps)
        {
            (estimate.Operator!.ToMatrix() - map).FrobeniusNorm().Should().BeLessThan(1e-9);
        }
    }

    [Test]
    public void Alignments_are_read_by_name_and_only_a_gaussian_one_is_held_as_a_matrix()
    {
        DimensionAlignment.Parse("principal").Should().BeSameAs(DimensionAlignment.Principal);
        DimensionAlignment.All.Where(a => a.IsExplicit).Should().Equal(DimensionAlignment.Gaussian);
        FluentActions.Invoking(() => DimensionAlignment.Parse("random")).Should().Throw<SettingsException>().Which.Message.Should()
            .Contain("alignment").And.Contain("'random'").And.Contain("principal, gaussian or orthonormal");
    }
}
