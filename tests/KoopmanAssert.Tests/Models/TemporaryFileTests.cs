using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert;

public class TemporaryFileTests
{
    [Test]
    public void What_was_written_at_a_position_is_read_there()
    {
        using var file = new TemporaryFile("net.onnx");
        file.Write([1, 2, 3], 1L << 33);
        file.Write([4, 5], 7);
        byte[] far = new byte[3], near = new byte[2];
        file.Read(far, 1L << 33);
        file.Read(near, 7);
        far.Should().Equal(1, 2, 3);
        near.Should().Equal(4, 5);
    }

    [Test]
    public void Reading_what_was_never_written_is_a_failure_and_no_zeros()
    {
        using var file = new TemporaryFile("net.onnx");
        file.Write([1], 0);
        FluentActions.Invoking(() => file.Read(new byte[2], 0)).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.TooLarge);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_process_that_is_killed_leaves_nothing_since_the_file_has_no_name()
    {
        using var file = new TemporaryFile("net.onnx");
        file.Write([1], 0);
        Directory.EnumerateFiles(Path.GetTempPath(), "koopman-assert-*.tmp").Should().BeEmpty();
    }

    [Test]
    public void A_disposed_one_leaves_nothing()
    {
        new TemporaryFile("net.onnx").Dispose();
        Directory.EnumerateFiles(Path.GetTempPath(), "koopman-assert-*.tmp").Should().BeEmpty();
    }
}
