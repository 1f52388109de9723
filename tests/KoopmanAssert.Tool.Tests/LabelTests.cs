using System.Globalization;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The labels of a gate on the command line: given once, then found by themselves.</summary>
[TestFixture]
internal sealed class LabelTests
{
    private static readonly string Truth = Repository.At("tests", "Data", "mnist-labels.npy");

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFc();
        _folder.Copy(Truth);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public void Labels_of_init_are_found_by_check_and_accept()
    {
        _folder.Run("init", "fc.onnx", "--samples", "mnist-9x9.npy", "--labels", "mnist-labels.npy").Succeeds();
        _folder.Text("fc.credits.json").Should().Contain("\"labels\": { \"path\": \"mnist-labels.npy\", ").And.Contain("\"accuracy\": 0.9");

        _folder.Run("check").Succeeds();
        _folder.Copy(Repository.FcRetrains[0], "a.onnx");
        _folder.Run("accept", "fc.credits.json", "a.onnx").Succeeds();
        _folder.Text("fc.credits.json").Split("\"worstRecall\"").Should().HaveCount(1 + 3, "figure, floor and retrain");
        File.Delete(_folder.PathOf("mnist-labels.npy"));
        _folder.Refuses(["check"], 2, "KOOP2006", "mnist-labels.npy", "--labels");
    }

    [Test]
    [Category("Slow")]
    public void Labels_are_added_by_update_and_refused_by_check_before()
    {
        _folder.Run(
            "init", "fc.onnx", "--samples", "mnist-9x9.npy", "--accepted", Repository.FcRetrains[0], "--force", "--reason", "honest")
            .Succeeds();
        _folder.Refuses(
            ["check", "--labels", "mnist-labels.npy"], 3, "KOOP1013", "without labels", "update fc.credits.json --labels");

        _folder.Run("update", "--labels", "mnist-labels.npy").Succeeds().Output.Should()
            .Contain("1 accepted retrain has no figures of these labels; accept its model again to add them");
        _folder.Run("check").Succeeds();
        _folder.Run("update", "--undo").Succeeds();
        _folder.Text("fc.credits.json").Should().NotContain("\"labels\"");
    }

    [Test]
    [Category("Slow")]
    public void A_column_of_the_samples_is_their_label()
    {
        var pixels = SampleSet.Load(_folder.PathOf("mnist-9x9.npy"), 400);
        float[] values = pixels.Arrays[0].Rows<float>(0, 400);
        long[] labels = SampleSet.Load(Truth, 400).Arrays[0].Rows<long>(0, 400);
        string names = string.Join(',', Enumerable.Range(0, 81).Select(i => $"p{i}"));
        IEnumerable<string> rows = labels.Select((label, i) =>
            $"{label},{string.Join(',', values.Skip(81 * i).Take(81).Select(v => v.ToString(CultureInfo.InvariantCulture)))}");
        _folder.Write("digits.csv", $"digit,{names}\n{string.Join('\n', rows)}\n");

        _folder.Run("init", "fc.onnx", "--samples", "digits.csv", "--labels", "digit").Succeeds();

        _folder.Text("fc.credits.json").Should().Contain("\"labels\": { \"path\": \"digits.csv\", \"column\": \"digit\", ");
        _folder.Run("check").Succeeds();
    }

    [Test]
    public void Labels_that_do_not_fit_are_refused_and_nothing_is_written()
    {
        _folder.Write("short.csv", "1\n2\n");
        _folder.Refuses(
            ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "--labels", "short.csv"], 2, "KOOP2013", "short.csv",
            "one label");
        _folder.Refuses(
            ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "--labels", "none.npy"], 2, "KOOP2006", "none.npy", "column");
    }
}
