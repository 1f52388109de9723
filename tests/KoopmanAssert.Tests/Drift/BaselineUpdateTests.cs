using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What an update keeps: all of it if the model holds, nothing if it has drifted, unless it is told otherwise.</summary>
[TestFixture]
internal sealed class BaselineUpdateTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new BaselineFolder();
        Directory.CreateDirectory(_folder.At("models"));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_retrains_stay_and_the_replaced_model_joins_them_if_the_model_holds([Values("Auto", "Keep")] string handling)
    {
        CreditBaseline old = Saved();
        var update = BaselineUpdate.Create(old, Model('c', 0.01), Enum.Parse<RetrainHandling>(handling));
        update.Baseline.Accepted.Select(a => a.Sha256[0]).Should().Equal('b', 'a');
        (update.Dropped, update.Joined).Should().Be((0, true));
        update.Baseline.Model.Sha256.Should().Be(new string('c', 64));
        update.Baseline.Previous!.File.Should().Equal(File.ReadAllBytes(old.Path));
    }

    [Test]
    public void They_go_if_it_has_drifted()
    {
        var update = BaselineUpdate.Create(Saved(), Model('c', 4), RetrainHandling.Auto);
        update.Baseline.Accepted.Should().BeEmpty();
        (update.Dropped, update.Joined).Should().Be((1, false));
        update.Baseline.Previous.Should().NotBeNull();
    }

    [Test]
    public void They_stay_if_that_is_said_though_it_has_drifted()
    {
        var update = BaselineUpdate.Create(Saved(), Model('c', 4), RetrainHandling.Keep);
        update.Baseline.Accepted.Select(a => a.Sha256[0]).Should().Equal('b', 'a');
        (update.Dropped, update.Joined).Should().Be((0, true));
    }

    [Test]
    public void They_go_if_that_is_said_though_it_holds([Values('a', 'c')] char model)
    {
        var update = BaselineUpdate.Create(Saved(), Model(model, 0), RetrainHandling.Reset);
        update.Baseline.Accepted.Should().BeEmpty();
        (update.Dropped, update.Joined).Should().Be((1, false));
        update.Baseline.Previous.Should().NotBeNull();
    }

    [Test]
    public void The_same_model_keeps_all_and_leaves_no_generation_behind()
    {
        var update = BaselineUpdate.Create(Saved(), Model('a', 0), RetrainHandling.Auto);
        update.Baseline.Accepted.Select(a => a.Sha256[0]).Should().Equal('b');
        (update.Dropped, update.Joined).Should().Be((0, false));
        update.Baseline.Previous.Should().BeNull();
    }

    // It was a retrain of the old model; now it is the accepted one.
    [Test]
    public void An_accepted_retrain_that_becomes_the_model_is_not_dropped()
    {
        var update = BaselineUpdate.Create(Saved(), Model('b', 0.02), RetrainHandling.Auto);
        update.Baseline.Accepted.Select(a => a.Sha256[0]).Should().Equal('a');
        (update.Dropped, update.Joined).Should().Be((0, true));
    }

    [Test]
    public void Those_of_another_architecture_go_and_cannot_be_kept()
    {
        CreditBaseline old = Saved();
        CreditReport other = Report('c', Fabricated.Profiled(), Fabricated.Profiled("fc2"));
        var update = BaselineUpdate.Create(old, other, RetrainHandling.Auto);
        (update.Baseline.Accepted.Count, update.Dropped).Should().Be((0, 1));
        BaselineException refused = FluentActions.Invoking(() => BaselineUpdate.Create(old, other, RetrainHandling.Keep))
            .Should().Throw<BaselineException>().Which;
        refused.Code.Should().Be(DiagnosticCodes.NotARetrain);
        refused.Message.Should().Contain("cannot keep its accepted retrains").And.Contain("--reset");
    }

    private CreditBaseline Saved()
    {
        CreditBaseline baseline = _folder.Create(Model('a', 0), Tolerance.Default).Accept(Model('b', 0.02));
        baseline.Save();
        return CreditBaseline.Load(baseline.Path);
    }

    private static CreditReport Model(char digit, double gain) => Report(digit, Fabricated.Profiled(gain: gain, norm: gain));

    private static CreditReport Report(char digit, params BlockCredit[] blocks) => Fabricated.Report(
        AnalysisSettings.Regression, new string(digit, 64), Fabricated.SamplesHash, 400, [], blocks);
}
