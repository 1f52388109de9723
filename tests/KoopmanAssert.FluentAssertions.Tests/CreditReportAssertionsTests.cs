using FluentAssertions;
using FluentAssertions.Execution;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Each assertion on credits passes and fails as its name says, alone, chained and in a scope.</summary>
[TestFixture]
public class CreditReportAssertionsTests
{
    private TestFolder _folder = null!;
    private string _baseline = null!;
    private CreditReport _credits = null!;
    private CreditReport _moved = null!;
    private CreditReport _unreliable = null!;

    [OneTimeSetUp]
    public void Analyse()
    {
        _folder = new TestFolder();
        (_baseline, _moved) = _folder.Drifted();
        _credits = _folder.Analyse(_folder.At("net.onnx"));
        _unreliable = _folder.Analyse(_folder.Retrained("unreliable.onnx", new DenseLayer("fc2", Scale: float.MaxValue)));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void The_accepted_network_passes_every_assertion_in_one_chain()
    {
        double credit = _credits["fc2"].LogCredit!.Value;
        _credits.Should().MatchBaseline(_baseline).And.BeReliable().And.HaveBlock("fc2")
            .Which.Should().HaveLogCredit(credit + 0.5, within: 0.6).And.HaveRank(6).And.BeReliable();
        _moved.Should().HaveCreditAbove("fc2", "fc1").And.NotBeNull();
        CreditBaseline.Load(_baseline).Should().Hold().And.NotBeNull();
    }

    [Test]
    public void A_network_that_moved_fails_with_the_reason_the_table_and_the_way_out()
    {
        Action matching = () => _moved.Should().MatchBaseline(_baseline, "the release {0} ships this network", "1.2");
        Approval.Verify("drift", Failure(matching), _folder);
    }

    [Test]
    public void A_baseline_whose_model_was_replaced_no_longer_holds()
    {
        using var folder = new TestFolder();
        (string baseline, _) = folder.Drifted();
        File.Copy(folder.At("retrained.onnx"), folder.At("net.onnx"), overwrite: true);
        var shipped = CreditBaseline.Load(baseline);
        Action holding = () => shipped.Should().Hold("it ships");
        Approval.Verify("hold", Failure(holding), folder);
    }

    [Test]
    public void A_network_that_moved_further_than_its_accepted_retrains_fails_with_the_block_at_fault_and_the_figures()
    {
        using var folder = new TestFolder();
        string baseline = folder.FcBaseline();
        CreditAnalysis.Run(Repository.FcAnotherRetrain, Repository.SmallDigits).Should().MatchBaseline(baseline);
        CreditReport tuned = CreditAnalysis.Run(Repository.FcRandomLabels, Repository.SmallDigits);
        Action matching = () => tuned.Should().MatchBaseline(baseline, "its labels were checked");
        Approval.Verify("learnt", Failure(matching), folder);
    }

    [Test]
    public void A_check_tells_its_progress_and_can_be_stopped()
    {
        var progress = new Progress<AnalysisProgress>();
        CreditBaseline.Load(_baseline).Should().HoldWith(new AnalysisOptions { Progress = progress, Threads = 1 });
        Action stopped = () => CreditBaseline.Load(_baseline).Should()
            .HoldWith(new AnalysisOptions(), new CancellationToken(canceled: true));
        stopped.Should().Throw<OperationCanceledException>();
    }

    [Test]
    public void The_other_assertions_fail_with_what_was_expected_why_and_what_is()
    {
        string text = string.Join('\n',
            Failure(() => _moved.Should().HaveBlock("conv9", "the detector needs it")),
            Failure(() => _unreliable.Should().BeReliable("a gate rests on it")),
            Failure(() => _unreliable["fc2"].Should().BeReliable("a gate rests on it")),
            Failure(() => _moved["fc2"].Should().HaveRank(5, "it has {0} units", 5)),
            Failure(() => _unreliable["fc2"].Should().HaveLogCredit(1, within: 0.5)));
        Approval.Verify("figures", text, _folder);
        Failure(() => _moved.Should().HaveCreditAbove("fc1", "fc2", "it carries the features")).Should()
            .Match(
                "* to have the log-credit of \"fc1\" above that of \"fc2\" because it carries the features, "
                + "but they are 0.09* and 4.28* nats.");
        Failure(() => _unreliable.Should().HaveCreditAbove("fc2", "fc1")).Should().Contain("they are <null> and 0.09");
        Failure(() => _moved["fc2"].Should().HaveLogCredit(1, within: 0.5, "it was {0}", 1)).Should()
            .Contain("\"fc2\" to have a log-credit of 1.0 ± 0.5 nats because it was 1, but it is 4.289");
    }

    [Test]
    public void A_scope_tells_all_failures_and_nothing_is_dereferenced_after_one()
    {
        string message = Failure(() =>
        {
            using var scope = new AssertionScope();
            _moved.Should().MatchBaseline(_baseline);
            _moved.Should().HaveCreditAbove("fc1", "fc2").And.HaveBlock("conv9");
            _moved["fc2"].Should().HaveRank(5).And.HaveLogCredit(100, within: 1);
            CreditBaseline.Load(_baseline).Should().Hold();
        });
        message.Should().Contain("4.6 ×").And.Contain("to have the log-credit of \"fc1\" above that of \"fc2\"").And.Contain("conv9")
            .And.Contain("an effective rank of 5")
            .And.Contain("100.0 ± 1.0");
    }

    [Test]
    public void A_block_that_does_not_exist_in_a_scope_is_told_and_not_gone_on_with()
    {
        string message = Failure(() =>
        {
            using var scope = new AssertionScope();
            _moved.Should().HaveBlock("conv9").Which.Should().HaveRank(5).And.HaveLogCredit(1, within: 1).And.BeReliable();
        });
        Approval.Verify("no-block-in-a-scope", message, _folder);
    }

    [Test]
    public void A_scope_with_a_name_names_the_subject()
    {
        string message = Failure(() =>
        {
            using var scope = new AssertionScope("the shipped network");
            _moved.Should().HaveCreditAbove("fc1", "fc2");
        });
        message.Should().StartWith("Expected the shipped network to have the log-credit of");
    }

    [Test]
    public void Braces_in_names_are_no_placeholders()
    {
        using var folder = new TestFolder();
        string baseline = folder.Baseline(folder.Network("{0} and {context}.onnx"));
        Baselines.Edit(baseline, "\"fc3\"", "\"fc{3}\"");
        CreditReport credits = folder.Analyse(folder.Retrained("retrained.onnx", new DenseLayer("fc1", Scale: 2)));
        Failure(() => credits.Should().MatchBaseline(baseline, "of {0}", "{1}")).Should().Contain("'fc{3}'")
            .And.Contain("{0} and {context}.credits.json")
            .And.Contain("because of {1}");
    }

    [Test]
    public void A_block_that_does_not_exist_throws_where_two_are_compared()
    {
        Action comparing = () => _credits.Should().HaveCreditAbove("fc1", "conv9");
        comparing.Should().Throw<KeyNotFoundException>().WithMessage("*fc1, fc2, fc3*");
    }

    [Test]
    public void Null_throws_also_in_a_scope()
    {
        Action[] assertions =
        [
            () => ((CreditReport?)null).Should().MatchBaseline(_baseline),
            () => ((CreditReport?)null).Should().HaveBlock("fc1"),
            () => ((CreditReport?)null).Should().HaveCreditAbove("fc1", "fc2"),
            () => ((CreditReport?)null).Should().BeReliable(),
            () => ((BlockCredit?)null).Should().HaveRank(1),
            () => ((BlockCredit?)null).Should().HaveLogCredit(1, within: 1),
            () => ((BlockCredit?)null).Should().BeReliable(),
            () => ((CreditBaseline?)null).Should().Hold(),
        ];
        assertions.Should().AllSatisfy(assertion => assertion.Should().Throw<ArgumentNullException>());
        assertions.Should().AllSatisfy(assertion => InScope(assertion).Should().Throw<ArgumentNullException>());
    }

    internal static Action InScope(Action assertion) => () =>
    {
        using var scope = new AssertionScope();
        assertion();
    };

    private static string Failure(Action assertion) => assertion.Should().Throw<AssertionException>().Which.Message;
}
