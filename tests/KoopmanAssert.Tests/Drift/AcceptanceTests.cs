using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A retrain is judged by the models that were accepted before it.</summary>
[TestFixture]
internal sealed class AcceptanceTests
{
    private const string Reason = "new training data";

    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [Test]
    public void One_within_the_limit_is_accepted_with_its_score_to_two_decimals_and_no_reason()
    {
        CreditBaseline baseline = Baseline();
        CreditReport retrain = Model('b', 0.01);
        AcceptedRetrain accepted = baseline.Accept(retrain, Reason).Accepted.Should().ContainSingle().Subject;
        accepted.Sha256.Should().Be(retrain.Model.Sha256);
        accepted.Reason.Should().BeNull("it needs none");
        accepted.Score.Should().Be(Math.Round(baseline.Compare(retrain).Score!.Value, 2)).And.BeGreaterThan(0);
        accepted.Generation.Should().BeNull();
    }

    [Test]
    public void Those_beyond_it_are_refused_each_by_name_with_its_score()
    {
        CreditBaseline baseline = Baseline();
        CreditReport near = Model('b', 0.01), far = Model('c', 4), farther = Model('d', -5);
        DriftScore first = baseline.Compare(far).Score!, second = baseline.Compare(farther).Score!;
        BaselineException refused = Refused(() => baseline.Accept([near, far, farther]));
        refused.Code.Should().Be(DiagnosticCodes.RetrainRefused);
        refused.File.Should().Be("c.onnx");
        refused.Message.Should().Contain(FormattableString.Invariant($"score {first.Value:0.00}, limit {first.Threshold:0.00}"))
            .And.Contain("it changed most in 'fc1' operator gain, 'fc1' weight norm, 'fc1' ")
            .And.Contain(FormattableString.Invariant($"so does 'd.onnx', with a score of {second.Value:0.00}"))
            .And.NotContain("'b.onnx'").And.NotContain("so does 'c.onnx'")
            .And.Contain("Nothing was accepted.").And.Contain("--force --reason TEXT");
    }

    [Test]
    public void With_a_reason_they_are_accepted_and_it_is_kept_with_those_that_needed_it()
    {
        CreditBaseline accepted = Baseline().Accept([Model('b', 0.01), Model('c', 4)], Reason);
        accepted.Accepted.Select(a => (a.Sha256[0], a.Reason)).Should().Equal(('b', null), ('c', Reason));
        accepted.Accepted[1].Score.Should().BeGreaterThan(accepted.Accepted[0].Score!.Value);
    }

    [Test]
    public void Those_of_one_call_do_not_vouch_for_each_other()
    {
        CreditBaseline baseline = Baseline();
        CreditReport[] alike = [.. "bcdefg".Select(digit => Model(digit, 4))];
        Refused(() => baseline.Accept(alike)).Code.Should().Be(DiagnosticCodes.RetrainRefused);
        double alone = Math.Round(baseline.Compare(alike[0]).Score!.Value, 2);
        baseline.Accept(alike, Reason).Accepted.Should().HaveCount(6).And.OnlyContain(a => a.Score == alone);
    }

    [Test]
    public void The_same_model_twice_is_one_retrain() =>
        Baseline().Accept([Model('b', 0.01), Model('b', 0.01)]).Accepted.Should().ContainSingle();

    [Test]
    public void A_known_model_changes_nothing()
    {
        CreditBaseline baseline = Baseline().Accept(Model('b', 0.01));
        baseline.Accept([Model('b', 0.01), Model('a', 0)]).Should().BeSameAs(baseline);
    }

    // As after a version-1 file: the line is measured again, and what people and earlier calls put there stays.
    [TestCase(true)]
    [TestCase(false)]
    public void A_known_model_of_which_less_is_kept_is_completed(bool lacksEvidence)
    {
        CreditBaseline complete = Baseline().Accept([Model('b', 4), Model('c', 0.01)], Reason);
        CreditBaseline bare = complete.With([.. complete.Accepted.Select(a => a.Sha256[0] == 'c' ? a : a with
        {
            Evidence = lacksEvidence ? null : a.Evidence,
            Network = lacksEvidence ? a.Network : [],
            Generation = 3,
        })]);
        CreditBaseline again = bare.Accept(Model('b', 4));
        again.Accepted.Select(a => a.Sha256[0]).Should().Equal('c', 'b');
        AcceptedRetrain completed = again.Accepted[1];
        (completed.Score, completed.Reason, completed.Generation).Should().Be((complete.Accepted[0].Score, Reason, 3));
        completed.Evidence.Should().NotBeNull();
        completed.Network.Should().BeEquivalentTo(complete.Accepted[0].Network);
    }

    [Test]
    public void Another_architecture_is_no_retrain()
    {
        CreditReport other = Fabricated.Report(AnalysisSettings.Regression, Hash('b'), Fabricated.SamplesHash, 400, [],
            Fabricated.Profiled(), Fabricated.Profiled("fc2"));
        BaselineException refused = Refused(() => Baseline().Accept(other, Reason));
        refused.Code.Should().Be(DiagnosticCodes.NotARetrain);
        refused.Message.Should().Contain($"cannot be accepted as a retrain of '{Elsewhere}'").And.Contain("'fc2'");
    }

    [Test]
    public void A_stated_tolerance_accepts_none()
    {
        var baseline = CreditBaseline.Create(Model('a', 0), Elsewhere, Tolerance.FromRules([], null));
        BaselineException refused = Refused(() => baseline.Accept(Model('b', 0.01), Reason));
        refused.Code.Should().Be(DiagnosticCodes.NotARetrain);
        refused.Problem.Should().Be("has a stated tolerance, which does not learn from retrains.");
        refused.WayOut.Should().Be("Add \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"auto\" } to its tolerance, "
            + "or delete the baseline and create it again with koopman-assert init.");
    }

    private static BaselineException Refused(Func<CreditBaseline> accept) =>
        FluentActions.Invoking(accept).Should().Throw<BaselineException>().Which;

    private static CreditBaseline Baseline() => CreditBaseline.Create(Model('a', 0), Elsewhere);

    private static CreditReport Model(char digit, double gain)
    {
        CreditReport report = Fabricated.Report(
            AnalysisSettings.Regression, Hash(digit), Fabricated.SamplesHash, 400, [], Fabricated.Profiled(gain: gain, norm: gain));
        return new CreditReport(report.Model with { Path = $"{digit}.onnx" }, report.Samples, report.SampleCount, report.Settings,
            new Core.Credits.NetworkCredits(report.Blocks, report.Network), report.Notes);
    }

    private static string Hash(char digit) => new(digit, 64);
}
