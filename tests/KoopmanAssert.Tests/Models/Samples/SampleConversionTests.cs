using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

/// <summary>Rows of every type as the numbers that a model takes.</summary>
[TestFixture]
internal sealed class SampleConversionTests
{
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Rows_start_and_end_where_asked()
    {
        SampleArray array = _files.Load("a.npy", SmallNpy()).Arrays[0];

        array.Rows<float>(1, 1).Should().Equal(2, 3);
        array.Rows<double>(1, 2).Should().Equal(2, 3, 4, 5);
        array.Rows<float>(3, 0).Should().BeEmpty();
    }

    [TestCase(-1, 1)]
    [TestCase(0, -1)]
    [TestCase(0, 4)]
    [TestCase(3, 1)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void Rows_that_are_not_kept_are_out_of_range(int first, int count)
    {
        SampleArray array = _files.Load("a.npy", SmallNpy()).Arrays[0];

        array.Invoking(a => a.Rows<float>(first, count)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Bytes_feed_every_type()
    {
        SampleArray array = Array("|u1", [0, 255]);

        array.IsFloatingPoint.Should().BeFalse();
        array.Rows<float>(0, 2).Should().Equal(0, 255);
        array.Rows<double>(0, 2).Should().Equal(0, 255);
        array.Rows<Half>(0, 2).Should().Equal((Half)0, (Half)255);
        array.Rows<byte>(0, 2).Should().Equal(0, 255);
        array.Rows<short>(0, 2).Should().Equal(0, 255);
        array.Rows<ushort>(0, 2).Should().Equal(0, 255);
        array.Rows<int>(0, 2).Should().Equal(0, 255);
        array.Rows<uint>(0, 2).Should().Equal(0, 255);
        array.Rows<long>(0, 2).Should().Equal(0, 255);
        array.Rows<ulong>(0, 2).Should().Equal(0, 255);
        array.BFloat16Rows(0, 2).Should().Equal(0, 0x437F);
    }

    [Test]
    public void Doubles_round_to_the_nearest_float() => Gen.Double[-1e38, 1e38].Array[1, 20].Sample(
        values => Array("<f8", Bytes(values)).Rows<float>(0, values.Length).Should().Equal(values.Select(v => (float)v)),
        iter: 100, threads: 1, seed: "0000000000000");

    [Test]
    public void Long_integers_round_to_the_nearest_float() => Gen.Long.Array[1, 20].Sample(
        values => Array("<i8", Bytes(values)).Rows<float>(0, values.Length).Should().Equal(values.Select(v => (float)v)),
        iter: 100, threads: 1, seed: "0000000000000");

    [Test]
    public void Values_without_end_stay_as_they_are()
    {
        SampleArray array = Array("<f8", Bytes(double.NaN, double.PositiveInfinity, double.NegativeInfinity));

        array.Rows<float>(0, 3).Should().Equal(float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        array.Rows<Half>(0, 3).Should().Equal(Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity);
        array.BFloat16Rows(0, 3).Should().Equal(0xFFC0, 0x7F80, 0xFF80);
    }

    [Test]
    public void Bools_are_0_and_1()
    {
        SampleArray array = Array("|b1", [0, 1]);

        array.Rows<float>(0, 2).Should().Equal(0, 1);
        array.Rows<byte>(0, 2).Should().Equal(0, 1);
        array.BooleanRows(0, 2).Should().Equal(false, true);
    }

    [Test]
    public void Integers_of_0_and_1_feed_a_bool()
    {
        Array("<i8", Bytes(1L, 0L)).BooleanRows(0, 2).Should().Equal(true, false);
        Refused(
            () => Array("<i8", Bytes(1L, 300L)).BooleanRows(0, 2),
            "contains 300 in row 1 (counted from 0), which an input of type bool cannot take.");
        Refused(() => Array("<f4", Bytes(1f, 0f)).BooleanRows(0, 2), "contains Float32 values, which an input of type bool cannot take.");
    }

    [Test]
    public void A_value_out_of_range_is_refused_with_its_row()
    {
        Refused(
            () => Array("<i8", Bytes(1L, 300L)).Rows<byte>(0, 2),
            "contains 300 in row 1 (counted from 0), which an input of type uint8 cannot take.");
        Refused(
            () => Array("<i4", Bytes(0, 0, -1)).Rows<ulong>(1, 2),
            "contains -1 in row 2 (counted from 0), which an input of type uint64 cannot take.");
        Refused(
            () => Array("<f8", Bytes(0, 1e300)).Rows<float>(0, 2),
            "contains 1E+300 in row 1 (counted from 0), which an input of type float32 cannot take.");
        Refused(
            () => Array("<i4", Bytes(0, 70_000)).Rows<Half>(0, 2),
            "contains 70000 in row 1 (counted from 0), which an input of type float16 cannot take.");
        Refused(
            () => Array("<f4", Bytes(0, float.MaxValue)).BFloat16Rows(0, 2),
            "in row 1 (counted from 0), which an input of type bfloat16 cannot take.");
    }

    [Test]
    public void Fractions_never_feed_an_integer()
    {
        SampleArray array = Array("<f2", Bytes((Half)1));

        array.IsFloatingPoint.Should().BeTrue();
        Refused(() => array.Rows<long>(0, 1), "contains float16 values, which an input of type int64 cannot take.");
    }

    private SampleArray Array(string descr, byte[] data)
    {
        int size = descr[2] - '0';
        return _files.Load("a.npy", Npy(descr, $"({data.Length / size},)", data)).Arrays[0];
    }

    private void Refused(Action action, string problem)
    {
        SamplesException fault = action.Should().Throw<SamplesException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.SamplesMisfit);
        fault.File.Should().Be(_files.PathOf("a.npy"));
        fault.Problem.Should().EndWith(problem);
        fault.WayOut.Should().StartWith("Save ");
    }
}
