using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Samples whose rank one of them decides: said when a baseline is created and at each check, and never a failure.</summary>
[TestFixture]
internal sealed class UnbalancedSamplesTests
{
    [Test]
    public void An_outlier_is_noted_when_the_baseline_is_created_and_when_it_is_checked()
    {
        using var folder = WorkFolder.WithFcBaseline();
        float[] pixels = Npy.Pixels(100);
        pixels.AsSpan(40 * 81, 81).Fill(-99999);
        folder.Write("sensor.npy", Npy.Of("<f4", "(100, 81)", pixels));

        ToolRun init = folder.Run("init", "fc.onnx", "--samples", "sensor.npy", "-o", "sensor.credits.json");
        ToolRun check = folder.Run("check", "sensor.credits.json");

        init.ExitCode.Should().Be(0);
        init.Output.Should().Contain("KOOP2012: in the samples, one sample, row 40 (counted from 0), holds");
        check.ExitCode.Should().Be(0);
        (check.Output + check.Errors).Should().Contain(DiagnosticCodes.SamplesUnbalanced).And.Contain("row 40");
        folder.Run("check", "fc.credits.json").Output.Should().NotContain(DiagnosticCodes.SamplesUnbalanced);
    }
}
