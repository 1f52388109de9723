using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The same samples in any form that numpy saves give the same credits.</summary>
[TestFixture]
internal sealed class GoodSamplesTests
{
    private const int Rows = 200;
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Fortran_order_float64_big_endian_and_more_rows_than_are_asked_for()
    {
        float[] pixels = Npy.Pixels(Rows);
        float[] byColumns = [.. Enumerable.Range(0, 81).SelectMany(c => Enumerable.Range(0, Rows).Select(r => pixels[(r * 81) + c]))];
        byte[] bigEndian = [.. pixels.SelectMany(v => BitConverter.GetBytes(v).Reverse())];
        string expected = Blocks(Npy.Of("<f4", "(200, 81)", pixels));

        Blocks(Npy.Of("<f4", "(200, 81)", byColumns, fortran: true)).Should().Be(expected);
        Blocks(Npy.Of("<f8", "(200, 81)", Array.ConvertAll(pixels, v => (double)v))).Should().Be(expected);
        Blocks(Npy.Of(">f4", "(200, 81)", bigEndian)).Should().Be(expected);
        Blocks(File.ReadAllBytes(RealFiles.Mnist9X9), "--max-samples", "200").Should().Be(expected);
    }

    [Test]
    public void Bytes_give_what_the_same_numbers_give_as_float32()
    {
        byte[] grey = Array.ConvertAll(Npy.Pixels(Rows), v => (byte)Math.Clamp(255 * v, 0, 255));

        Blocks(Npy.Of("|u1", "(200, 81)", grey)).Should().Be(Blocks(Npy.Of("<f4", "(200, 81)", Array.ConvertAll(grey, v => (float)v))));
    }

    [TestCase("--steps", "40")]
    [TestCase("--profile", "paper", "--repeats", "2")]
    public void One_row_makes_a_baseline_by_many_steps_of_one_trajectory(params string[] settings)
    {
        _folder.Write("one.npy", Npy.Of("<f4", "(1, 81)", Npy.Pixels(1)));

        _folder.Run(["init", "fc.onnx", "--samples", "one.npy", .. settings]).Succeeds();

        _folder.Run("check").Succeeds().Output.Should().Contain("fc.onnx on 1 samples").And.Contain("passed: 4 blocks");
    }

    // The trajectory of fc2 leaves all bounds after some steps: a fact of the network, which credits tell and no gate can rest on.
    [TestCase("auto")]
    [TestCase("2d")]
    public void One_row_whose_trajectory_ends_early_has_credits_that_no_baseline_takes(string steps)
    {
        _folder.Write("one.npy", Npy.Of("<f4", "(1, 81)", Npy.Pixels(1)));

        string credits = _folder.Run("credits", "fc.onnx", "--samples", "one.npy", "--steps", steps).Succeeds().Output;

        credits.Should()
            .MatchRegex($@"{DiagnosticCodes.Unreliable}: block 'fc2' is unreliable: its trajectories ended after \d+ of \d+ steps\n");
        _folder.Refuses(
            ["init", "fc.onnx", "--samples", "one.npy", "--steps", steps],
            2,
            DiagnosticCodes.Unreliable,
            "'fc2'",
            "fewer steps");
    }

    // The blocks of credits --json: all figures, without the name and hash of the samples file.
    private string Blocks(byte[] samples, params string[] settings)
    {
        _folder.Write("samples.npy", samples);
        string json = _folder.Run(["credits", "fc.onnx", "--samples", "samples.npy", "--json", .. settings]).Succeeds().Output;
        return json[json.IndexOf("\"blocks\": [\n    {", StringComparison.Ordinal)..];
    }
}
