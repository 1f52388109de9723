using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Each constraint passes and fails as its name says, alone and composed.</summary>
[TestFixture]
public class ConstraintTests
{
    private TestFolder _folder = null!;
    private string _baseline = null!;
    private CreditReport _credits = null!;
    private CreditReport _moved = null!;

    [OneTimeSetUp]
    public void Analyse()
    {
        _folder = new TestFolder();
        (_baseline, _moved) = _folder.Drifted();
        _credits = _folder.Analyse(_folder.At("net.onnx"));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_accepted_network_matches_its_baseline()
    {
        Assert.That(_credits, Credits.MatchBaseline(_baseline));
        Assert.That(CreditBaseline.Load(_baseline), Credits.Hold);
        Assert.That(CreditBaseline.Load(_baseline), Credits.HoldWith(new AnalysisOptions { Threads = 1 }));
    }

    [Test]
    public void A_network_that_moved_fails_with_the_block_and_the_way_out()
    {
        string message = Failure.Of(() => Assert.That(_moved, Credits.MatchBaseline(_baseline))).Message;
        Assert.That(message, Does.Contain("fc2").And.Contain("koopman-assert update " + _baseline));
    }

    [Test]
    public void A_baseline_whose_model_was_replaced_no_longer_holds()
    {
        using var folder = new TestFolder();
        (string baseline, _) = folder.Drifted();
        File.Copy(folder.At("retrained.onnx"), folder.At("net.onnx"), overwrite: true);
        string message = Failure.Of(() => Assert.That(CreditBaseline.Load(baseline), Credits.Hold)).Message;
        Assert.That(message, Does.Contain($"If this was intended: koopman-assert update {baseline}"));
    }

    [Test]
    public void Without_a_framework_a_network_that_moved_throws_with_its_verdict_and_one_that_holds_does_not()
    {
        using var folder = new TestFolder();
        (string baseline, _) = folder.Drifted();
        CreditBaseline.Load(baseline).EnsureHeld();

        File.Copy(folder.At("retrained.onnx"), folder.At("net.onnx"), overwrite: true);
        NetworkDriftException drift = Assert.Throws<NetworkDriftException>(() => CreditBaseline.Load(baseline).EnsureHeld())!;
        Assert.That(drift.Message, Does.Contain("fc2").And.Contain($"koopman-assert update {baseline}"));
        Assert.That(drift.Verdict.ReceivedFile, Does.Exist);

        File.Delete(folder.At("net.onnx"));
        Assert.That(
            Assert.Throws<ModelException>(() => CreditBaseline.Load(baseline).EnsureHeld())!.Code,
            Is.EqualTo("KOOP2001"),
            "no verdict is no drift");
    }

    [Test]
    public void A_moved_network_passes_under_every_form_of_negation()
    {
        Assert.That(_moved, Is.Not.MatchBaseline(_baseline));
        Assert.That(_moved, !Credits.MatchBaseline(_baseline));
        Assert.That(_moved, Is.Not.Null.And.Not.MatchBaseline(_baseline));
    }

    [Test]
    public void A_network_that_holds_fails_under_a_negation()
    {
        Approval.Verify("negated", Failure.Of(() => Assert.That(_credits, Is.Not.MatchBaseline(_baseline))).Message, _folder);
        Assert.That(
            Failure.Of(() => Assert.That(CreditBaseline.Load(_baseline), Is.Not.Hold())).Message,
            Does.Contain("not a baseline that its model matches"));
    }

    [Test]
    public void Constraints_compose_with_and_and_or()
    {
        Assert.That(_credits, Credits.MatchBaseline(_baseline) & Credits.AreReliable);
        Assert.That(_credits, Credits.MatchBaseline(_baseline).And.AreReliable());
        Assert.That(_moved, Credits.MatchBaseline(_baseline) | Credits.AreReliable);
        Assert.That(_moved, Credits.HaveCreditAbove("fc2", "fc1").And.Not.MatchBaseline(_baseline));
        Assert.That(_moved, Is.Not.HaveCreditAbove("fc1", "fc2"));
    }

    [Test]
    public void A_composition_keeps_the_table_of_the_blocks_that_moved()
    {
        var failure = Failure.Of(() => Assert.That(_moved, Credits.AreReliable & Credits.MatchBaseline(_baseline)));
        Approval.Verify("composed", failure.Message, _folder);
        Assert.That(
            Failure.Of(() => Assert.That(_moved, Credits.MatchBaseline(_baseline).And.AreReliable())).Message,
            Does.Contain("4.6 ×"));
    }

    [Test]
    public void Several_failures_are_told_together()
    {
        string message = Failure.Of(() => Assert.Multiple(() =>
        {
            Assert.That(_moved, Credits.MatchBaseline(_baseline));
            Assert.That(_moved, Credits.RankOf("fc1", Is.EqualTo(5)));
            Assert.That(_moved, Credits.HaveCreditAbove("fc1", "fc2"));
        })).Message;
        Assert.That(message, Does.Contain("4.6 ×").And.Contain("effective rank of block 'fc1': 5").And.Contain("above that of 'fc2'"));
    }

    [Test]
    public void The_figures_of_a_block_meet_other_constraints()
    {
        double credit = _credits["fc2"].LogCredit!.Value;
        Assert.That(_credits, Credits.LogCreditOf("fc2", Is.EqualTo(credit + 0.5).Within(1)));
        Assert.That(_credits, Credits.RankOf("fc2", Is.AtLeast(6) & Is.AtMost(6)));
        Assert.That(_moved, Credits.HaveCreditAbove("fc2", "fc1"));
        Assert.That(_credits, Credits.AreReliable);
    }

    [Test]
    public void The_figures_of_a_block_fail_with_what_was_expected_and_what_is()
    {
        string text = string.Join('\n',
            Failure.Of(() => Assert.That(_moved, Credits.RankOf("fc2", Is.LessThan(5)))).Message,
            Failure.Of(() => Assert.That(_moved, Credits.HaveCreditAbove("fc1", "fc2"))).Message,
            Failure.Of(() => Assert.That(Unreliable(), Credits.AreReliable)).Message,
            Failure.Of(() => Assert.That(Unreliable(), Credits.HaveCreditAbove("fc2", "fc1"))).Message);
        Approval.Verify("figures", text, _folder);
        Assert.That(Failure.Of(() => Assert.That(_moved, Credits.LogCreditOf("fc2", Is.EqualTo(1.0).Within(0.5)))).Message,
            Does.Contain("Expected: log-credit in nats of block 'fc2': 1.0d +/- 0.5d").And.Contain("But was:  4.289"));
    }

    [Test]
    public void A_block_that_does_not_exist_throws_with_those_that_do()
    {
        KeyNotFoundException failure = Assert.Throws<KeyNotFoundException>(
            () => Assert.That(_credits, !Credits.RankOf("conv9", Is.EqualTo(1))))!;
        Assert.That(failure.Message, Does.Contain("fc1, fc2, fc3"));
        Assert.Throws<KeyNotFoundException>(() => Assert.That(_credits, Credits.HaveCreditAbove("fc1", "conv9")));
        Assert.Throws<KeyNotFoundException>(() => Assert.That(_credits, !Credits.LogCreditOf("conv9", Is.Null)));
    }

    [TestCase(null)]
    [TestCase("credits")]
    public void Another_kind_of_value_throws_also_under_a_negation(object? actual)
    {
        Assert.Throws<ArgumentException>(() => Assert.That(actual, Credits.MatchBaseline(_baseline)));
        Assert.Throws<ArgumentException>(() => Assert.That(actual, !Credits.MatchBaseline(_baseline)));
        Assert.Throws<ArgumentException>(() => Assert.That(actual, Is.Not.Hold()));
        Assert.Throws<ArgumentException>(() => Assert.That(actual, Is.Not.AreReliable()));
        Assert.Throws<ArgumentException>(() => Assert.That(actual, Is.Not.HaveCreditAbove("fc1", "fc2")));
        Assert.Throws<ArgumentException>(() => Assert.That(actual, !Credits.RankOf("fc1", Is.EqualTo(1))));
    }

    private CreditReport Unreliable()
        => _folder.Analyse(_folder.Retrained("unreliable.onnx", new DenseLayer("fc2", Scale: float.MaxValue)));
}
