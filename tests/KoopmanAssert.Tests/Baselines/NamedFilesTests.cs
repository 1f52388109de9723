using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Where a baseline names no file to analyse, or one that is not there, the baseline is the file at fault.</summary>
[TestFixture]
internal sealed class NamedFilesTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(true, false, "a model")]
    [TestCase(false, true, "samples")]
    [TestCase(true, true, "a model and samples")]
    public void What_was_in_memory_is_named(bool model, bool samples, string what)
    {
        BaselineException refused = FluentActions.Invoking(() => NamedFiles.Use(InMemory(model, samples), () => 1)).Should()
            .Throw<BaselineException>().Which;
        (refused.Code, refused.File).Should().Be((DiagnosticCodes.HeldInMemory, _folder.Baseline));
        refused.Problem.Should().Be($"was created from {what} in memory, so it names no file to analyse.");
        refused.WayOut.Should().NotBeEmpty();
    }

    [Test]
    public void Another_model_can_stand_in_for_one_that_was_in_memory()
    {
        NamedFiles.Use(InMemory(model: true, samples: false), () => 1, "other.onnx").Should().Be(1);
        FluentActions.Invoking(() => NamedFiles.Use(InMemory(model: true, samples: false), () => 1, "")).Should()
            .Throw<BaselineException>();
        FluentActions.Invoking(() => NamedFiles.Use(InMemory(model: true, samples: true), () => 1, "other.onnx")).Should()
            .Throw<BaselineException>();
    }

    [TestCase(true, "model", "'net.onnx' is gone.", 4)]
    [TestCase(false, "samples", "'samples.npy' is gone.", 5)]
    public void A_file_that_is_missing_is_mended_in_the_baseline(bool isModel, string member, string problem, int line)
    {
        CreditBaseline baseline = Saved();
        KoopmanAssertException missing = Missing(baseline, isModel ? baseline.ModelPath : baseline.SamplesPath, isModel);
        (missing.File, missing.Line).Should().Be((_folder.Baseline, line));
        missing.Column.Should().Be(File.ReadAllLines(_folder.Baseline)[line - 1].IndexOf("path", StringComparison.Ordinal) + 8);
        missing.Problem.Should().StartWith($"names the {member} '").And.EndWith($"but {problem}");
        missing.WayOut.Should().Be($"Restore that file, or correct \"path\" of \"{member}\" in the baseline.");
    }

    [Test]
    public void A_file_that_the_baseline_does_not_name_is_reported_as_it_is([Values] bool isModel)
    {
        KoopmanAssertException missing = Missing(Saved(), "another", isModel);
        (missing.File, missing.Line).Should().Be(("another", null));
    }

    [Test]
    public void Another_fault_of_a_named_file_is_reported_as_it_is([Values] bool isModel)
    {
        CreditBaseline baseline = Saved();
        KoopmanAssertException fault = isModel
            ? new ModelException(DiagnosticCodes.ModelUnreadable, baseline.ModelPath, "is no model.", "Export it again.")
            : new SamplesException(DiagnosticCodes.SamplesUnreadable, baseline.SamplesPath, "are none.", "Write them again.");
        FluentActions.Invoking(() => NamedFiles.Use<int>(baseline, () => throw fault)).Should().Throw<KoopmanAssertException>().Which
            .Should().BeSameAs(fault);
    }

    [TestCase("{}")]
    [TestCase(null)]
    public void A_baseline_that_has_changed_meanwhile_has_no_line_to_show(string? content)
    {
        CreditBaseline baseline = Saved();
        if (content is null)
        {
            File.Delete(baseline.Path);
        }
        else
        {
            File.WriteAllText(baseline.Path, content);
        }

        KoopmanAssertException missing = Missing(baseline, baseline.ModelPath, isModel: true);
        (missing.File, missing.Line, missing.Column).Should().Be((_folder.Baseline, null, null));
    }

    // What is reported of an analysis that does not find this file.
    private static KoopmanAssertException Missing(CreditBaseline baseline, string file, bool isModel)
    {
        KoopmanAssertException missing = isModel
            ? new ModelException(DiagnosticCodes.ModelMissing, file, "is gone.", "Bring it back.")
            : new SamplesException(DiagnosticCodes.SamplesMissing, file, "is gone.", "Bring it back.");
        return FluentActions.Invoking(() => NamedFiles.Use<int>(baseline, () => throw missing)).Should().Throw<KoopmanAssertException>()
            .Which;
    }

    private CreditBaseline Saved()
    {
        Directory.CreateDirectory(_folder.At("models"));
        CreditBaseline baseline = _folder.Usual();
        baseline.Save();
        return baseline;
    }

    private CreditBaseline InMemory(bool model, bool samples)
    {
        CreditBaseline usual = _folder.Usual();
        return new CreditBaseline(
            usual.Path, usual.Model with { InMemory = model }, usual.Samples with { InMemory = samples }, usual.SampleCount, usual.Settings,
            usual.Tolerance, usual.Blocks, usual.Network, []);
    }
}
