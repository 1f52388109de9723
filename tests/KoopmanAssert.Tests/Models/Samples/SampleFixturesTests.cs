using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

/// <summary>Files that numpy and onnx wrote (Data/make.py) read as those libraries mean them.</summary>
[TestFixture]
internal sealed class SampleFixturesTests
{
    private static readonly double[] Counting = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    private static readonly double[] Halves = [.. Counting.Select(v => v / 2)];
    private static readonly double[] Alternating = [.. Counting.Select(v => v % 2)];

    [TestCase("float32.npy", SampleType.Float32)]
    [TestCase("big-endian-fortran.npy", SampleType.Float64)]
    public void Npy_of_three_axes_reads_in_C_order(string name, SampleType type)
    {
        var samples = SampleSet.Load(Fixture(name), 100);

        samples.Count.Should().Be(3);
        samples.RowsInFile.Should().Be(3);
        SampleArray array = samples.Arrays.Should().ContainSingle().Which;
        array.Name.Should().BeEmpty();
        array.Type.Should().Be(type);
        array.Shape.Should().Equal(3, 2, 2);
        array.Rows<double>(0, 3).Should().Equal(Halves);
    }

    [Test]
    public void Npy_of_every_version_reads([Values(1, 2, 3)] int version) =>
        SampleSet.Load(Fixture($"version{version}.npy"), 100).Arrays[0].Rows<double>(0, 3).Should().Equal(Counting);

    [TestCase("f2", SampleType.Float16)]
    [TestCase("f4", SampleType.Float32)]
    [TestCase("f8", SampleType.Float64)]
    [TestCase("i1", SampleType.Int8)]
    [TestCase("i2", SampleType.Int16)]
    [TestCase("i4", SampleType.Int32)]
    [TestCase("i8", SampleType.Int64)]
    [TestCase("u1", SampleType.UInt8)]
    [TestCase("u2", SampleType.UInt16)]
    [TestCase("u4", SampleType.UInt32)]
    [TestCase("u8", SampleType.UInt64)]
    [TestCase("b1", SampleType.Bool)]
    public void Every_type_reads_from_npz_and_from_the_fields_of_a_tensor(string name, SampleType type)
    {
        double[] expected = type == SampleType.Bool ? Alternating : Counting;
        SampleArray entry = SampleSet.Load(Fixture("types.npz"), 100).Arrays.Single(array => array.Name == name);
        SampleArray tensor = SampleSet.Load(Fixture($"fields-{name}.pb"), 100).Arrays.Single();

        foreach (SampleArray array in new[] { entry, tensor })
        {
            array.Name.Should().Be(name);
            array.Type.Should().Be(type);
            array.Shape.Should().Equal(3, 4);
            array.Rows<double>(0, 3).Should().Equal(expected);
            array.Row(1).Length.Should().Be(4 * type.Size());
        }
    }

    [Test]
    public void Npz_with_two_inputs_keeps_their_names_and_order()
    {
        var samples = SampleSet.Load(Fixture("two-inputs.npz"), 2);

        samples.Count.Should().Be(2);
        samples.RowsInFile.Should().Be(3);
        samples.Arrays.Select(array => array.Name).Should().Equal("image", "a/mask");
        samples.Arrays[0].Rows<float>(0, 2).Should().Equal(0, 1, 2, 3, 4, 5, 6, 7);
        samples.Arrays[1].BooleanRows(0, 2).Should().Equal(true, true);
    }

    [Test]
    public void Raw_tensor_reads()
    {
        SampleArray array = SampleSet.Load(Fixture("raw.pb"), 100).Arrays.Single();

        array.Name.Should().Be("image");
        array.Rows<double>(0, 3).Should().Equal(Halves);
    }

    [TestCase("object.npy", "object")]
    [TestCase("structured.npy", "structured")]
    [TestCase("string.npy", "string")]
    [TestCase("complex.npy", "complex")]
    public void Other_types_are_refused_by_name(string name, string type) =>
        Refused(Fixture(name), DiagnosticCodes.SamplesUnreadable, $"contains {type}");
}
