using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Weights in files beside the model: used and hashed with it, refused anywhere else.</summary>
[TestFixture]
internal sealed class ExternalDataTests
{
    private WorkFolder _folder = null!;
    private byte[] _data = [];

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_weight_beside_the_model_gives_the_same_credits_and_its_change_is_drift()
    {
        WriteModel(("location", "weights.bin"));
        _folder.Write("weights.bin", _data);
        _folder.Run("init", "model.onnx", "--samples", "mnist-9x9.npy").Succeeds();
        _folder.Run("init", "fc.onnx", "--samples", "mnist-9x9.npy").Succeeds();
        Blocks("model.credits.json").Should().Equal(Blocks("fc.credits.json"));
        _folder.Run("check", "model.credits.json").Succeeds();

        _folder.Write(
            "weights.bin",
            [.. Enumerable.Range(0, _data.Length / 4).SelectMany(i => BitConverter.GetBytes(3 * BitConverter.ToSingle(_data, 4 * i)))]);

        _folder.Run("check", "model.credits.json").Exits(1).Output.Should().Contain($"error {DiagnosticCodes.CreditDrift}: block 'fc1'");
    }

    [Test]
    public void Weights_below_the_model_s_folder_are_read_from_any_folder()
    {
        WriteModel(("location", "weights/first.bin"), ("offset", "0"), ("length", "41472"));
        _folder.Write("weights/first.bin", _data);

        _folder.Run("credits", _folder.PathOf("model.onnx"), "--samples", "mnist-9x9.npy").Succeeds();
    }

    [Test]
    public void A_file_that_is_missing() => Refuses("in 'weights.bin', which does not exist", "weights.bin");

    [Test]
    public void No_location_at_all() => Refuses("which is not a path below the model's folder", "");

    [TestCase("../weights.bin")]
    [TestCase("inner/../../weights.bin")]
    public void A_file_above_the_model(string location)
    {
        WriteModel(("location", location));
        File.WriteAllBytes(Path.Combine(_folder.Root, "..", "weights.bin"), _data);
        Directory.CreateDirectory(_folder.PathOf("inner"));
        Refuses($"in '{location}', outside the model's folder");
    }

    [Test]
    public void An_absolute_path_even_into_the_model_s_folder()
    {
        WriteModel(("location", _folder.PathOf("weights.bin")));
        _folder.Write("weights.bin", _data);
        Refuses("which is not a path below the model's folder");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_that_leads_out_of_the_folder()
    {
        WriteModel(("location", "weights.bin"));
        string outside = Path.Combine(_folder.Root, "..", "outside.bin");
        File.WriteAllBytes(outside, _data);
        File.CreateSymbolicLink(_folder.PathOf("weights.bin"), "../outside.bin");
        Refuses("in 'weights.bin', outside the model's folder");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_folder_that_is_a_link_out()
    {
        WriteModel(("location", "inner/weights.bin"));
        Directory.CreateDirectory(Path.Combine(_folder.Root, "..", "other"));
        File.WriteAllBytes(Path.Combine(_folder.Root, "..", "other", "weights.bin"), _data);
        Directory.CreateSymbolicLink(_folder.PathOf("inner"), "../other");
        Refuses("in 'inner/weights.bin', outside the model's folder");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_to_itself()
    {
        File.CreateSymbolicLink(_folder.PathOf("weights.bin"), "weights.bin");
        Refuses("in 'weights.bin', which does not exist", "weights.bin");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_to_nothing()
    {
        File.CreateSymbolicLink(_folder.PathOf("weights.bin"), "gone.bin");
        Refuses("in 'weights.bin', which does not exist", "weights.bin");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_within_the_folder_is_used()
    {
        WriteModel(("location", "weights.bin"));
        _folder.Write("real.bin", _data);
        File.CreateSymbolicLink(_folder.PathOf("weights.bin"), "real.bin");

        _folder.Run("credits", "model.onnx", "--samples", "mnist-9x9.npy").Succeeds();
    }

    [Test]
    public void A_folder_in_place_of_the_file()
    {
        Directory.CreateDirectory(_folder.PathOf("weights.bin"));
        Refuses("in 'weights.bin'", "weights.bin");
    }

    [TestCase("offset", "4")]
    [TestCase("offset", "-4")]
    [TestCase("length", "41473")]
    [TestCase("length", "9223372036854775807")]
    public void A_weight_that_reaches_beyond_its_file(string key, string value)
    {
        WriteModel(("location", "weights.bin"), ("length", "41472"), (key, value));
        _folder.Write("weights.bin", _data);
        Refuses("lies beyond the end of 'weights.bin'");
    }

    [Test]
    public void An_offset_that_is_no_number()
    {
        WriteModel(("location", "weights.bin"), ("offset", "four"));
        _folder.Write("weights.bin", _data);
        Refuses("has the offset 'four', which is not a number");
    }

    private string[] Blocks(string baseline) => [.. _folder.Text(baseline).Split('\n').Where(line => line.Contains("\"name\""))];

    private void WriteModel(params (string Key, string Value)[] entries)
    {
        ModelProto model = Networks.WithExternalWeight(out _data, [.. entries.GroupBy(e => e.Key).Select(g => g.Last())]);
        _folder.Write("model.onnx", model);
    }

    private void Refuses(string problem, string location)
    {
        WriteModel(("location", location));
        Refuses(problem);
    }

    private void Refuses(string problem)
    {
        _folder.Refuses(
            ["init", "model.onnx", "--samples", "mnist-9x9.npy"],
            2,
            DiagnosticCodes.ExternalData,
            problem,
            "Keep the external data files in the folder of the .onnx file");
        _folder.Refuses(
            ["blocks", "model.onnx"],
            2,
            DiagnosticCodes.ExternalData,
            "'model.onnx' cannot be used",
            "Keep the external data files in the folder of the .onnx file");
    }
}
