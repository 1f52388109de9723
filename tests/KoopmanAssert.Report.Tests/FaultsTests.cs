using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Each page of a cause shows a comparison that has this cause.</summary>
[TestFixture]
internal sealed class FaultsTests
{
    private static IEnumerable<TestCaseData> Causes()
    {
        yield return Case(Faults.NoisyLabels, "noisyLabels", null);
        yield return Case(Faults.MissingClass, "missingClass", null);
        yield return Case(Faults.SwappedClasses, "swappedClasses", null);
        yield return Case(Faults.FrozenBlock, "frozenBlock", "fc2");
        yield return Case(Faults.OnlyBlockChanged, "onlyBlockChanged", "fc2");
        yield return Case(Faults.ScaledWeights, "scaledWeights", "fc2");
        yield return Case(Faults.NewBlock, "newBlock", "fc3");
        yield return Case(Faults.PrunedWeights, "prunedWeights", "fc2");
        yield return Case(Faults.QuantisedWeights, "quantisedWeights", null);
        yield return Case(Faults.UnderTrained, "underTrained", null);
        yield return Case(Faults.Preprocessing, "preprocessing", null);
        yield return Case(Faults.OtherRecipe, "otherRecipe", null);
    }

    [TestCaseSource(nameof(Causes))]
    public void The_cause_of_a_real_fault_is_found(Func<BaselineComparison> compare, string cause, string? block)
    {
        BaselineComparison comparison = compare();

        comparison.HasDrifted.Should().BeTrue();
        TestContext.Out.WriteLine($"{comparison.Score!.Value} {comparison.Verdict?.Cause?.Name} {comparison.Verdict?.Cause?.Words}");
        comparison.Verdict!.Cause!.Name.Should().Be(cause);
        comparison.Verdict.Fault.Should().Be(block);
    }

    [Test]
    public void An_honest_retrain_holds() => Faults.None().Holds.Should().BeTrue();

    [Test]
    public void A_renamed_copy_in_8_bits_holds_with_two_notes()
    {
        BaselineComparison comparison = Faults.RenamedCopy();

        comparison.Holds.Should().BeTrue();
        comparison.Findings.Select(f => f.Code).Should().BeEquivalentTo(DiagnosticCodes.BlockRenamed, DiagnosticCodes.QuantisedCopy);
    }

    private static TestCaseData Case(Func<BaselineComparison> compare, string cause, string? block) =>
        new TestCaseData(compare, cause, block).SetArgDisplayNames(cause);
}
