using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What <c>credits</c> gives beside credits, and kernels in a baseline.</summary>
[TestFixture]
internal sealed class CreditDetailsTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Kernels_and_feature_weights_are_in_the_JSON_on_request()
    {
        using var json = JsonDocument.Parse(
            _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--kernels", "--features", "--json").Succeeds().Output);
        JsonElement[] blocks = [.. json.RootElement.GetProperty("blocks").EnumerateArray()];
        blocks.Select(b => b.GetProperty("kernels").GetArrayLength()).Should().Equal(128, 64, 24, 10);
        blocks.Sum(b => b.GetProperty("share").GetDouble()).Should().BeApproximately(1, 1e-12);
        blocks.Select(b => b.GetProperty("place").GetInt32()).Should().Contain(1);
        JsonElement[] rows = [.. json.RootElement.GetProperty("featureWeights").EnumerateArray()];
        rows.Should().HaveCount(10).And.OnlyContain(row => row.GetArrayLength() == 81);
    }

    [Test]
    public void Kernels_and_feature_weights_are_shown_as_tables_and_shares_say_how_they_were_made()
    {
        string text = _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--kernels", "--features").Succeeds().Output;
        text.Should().Contain("kernels of 'fc1':").And.Contain("and 96 more, with --json")
            .And.Contain("feature weights, 10 outputs by 81 input features:")
            .And.Contain("share: the volume for each dimension");
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy").Succeeds().Output.Should().NotContain("kernels of")
            .And.NotContain("feature weights");
    }

    [Test]
    public void A_baseline_holds_kernels_by_the_tolerance_stated_for_their_block()
    {
        _folder.Run("init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "kernels.credits.json", "--kernel-blocks", "fc4")
            .IsRefused(3, "KOOP1007", "'fc4'", "Add a rule for it");
        _folder.Run(
            "init",
            "fc.onnx",
            "--samples",
            "mnist-9x9.npy",
            "-o",
            "kernels.credits.json",
            "--kernel-blocks",
            "fc4",
            "--tolerance",
            "fc4=0.1nats").Succeeds();
        _folder.Run("check", "kernels.credits.json").Succeeds();
    }

    [Test]
    public void The_paper_s_quick_way_and_its_eigenvalues_are_settings_with_bounds()
    {
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--reduce", "8").Succeeds().Output.Should().Contain("fc1");
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--reduce", "8", "--kernels")
            .IsRefused(2, "KOOP4001", "'reduce'", "kernels");
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--reduce", "0")
            .IsRefused(2, "KOOP4001", "'--reduce'", "1 to 1000000");
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--volume", "eigen")
            .IsRefused(2, "KOOP4001", "'volume'", "paper only");
        _folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--profile", "paper", "--repeats", "1", "--volume", "eigen")
            .Succeeds();
    }
}
