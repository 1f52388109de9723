using System.Diagnostics;
using System.Security.Cryptography;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class SamplesTests
{
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    private static IEnumerable<TestCaseData> EveryKind()
    {
        yield return new TestCaseData("a.npy", SmallNpy()).SetArgDisplayNames("npy");
        yield return new TestCaseData("a.npy", Npy("<f4", "(3, 2)", Bytes<float>(0, 2, 4, 1, 3, 5), fortran: true)).SetArgDisplayNames(
            "npy, Fortran order");
        yield return new TestCaseData("A.NPZ", Npz(("x.npy", SmallNpy()))).SetArgDisplayNames("npz, upper case");
        yield return new TestCaseData("a.Pb", Tensor(DataType.Float, [3, 2], Bytes<float>(0, 1, 2, 3, 4, 5)).ToByteArray())
            .SetArgDisplayNames("pb, mixed case");
    }

    [TestCaseSource(nameof(EveryKind))]
    public void Every_kind_gives_its_first_rows_and_the_hash_of_the_whole_file(string name, byte[] content)
    {
        string path = _files.Write(name, content);

        var samples = SampleSet.Load(path, 2);

        samples.Path.Should().Be(path);
        samples.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(content)));
        samples.Count.Should().Be(2);
        samples.RowsInFile.Should().Be(3);
        samples.Arrays.Single().Shape.Should().Equal(2, 2);
        samples.Arrays.Single().Rows<float>(0, 2).Should().Equal(0, 1, 2, 3);
    }

    [TestCaseSource(nameof(EveryKind))]
    public void Every_kind_reads_up_to_its_memory_limit_and_no_further(string name, byte[] content)
    {
        string path = _files.Write(name, content);

        Refused(path, DiagnosticCodes.TooLarge, "limit for", maxSamples: 2, maxBytes: 15);
    }

    [Test]
    public void More_than_4_GiB_of_kept_rows_are_refused_before_they_are_read()
    {
        string path = _files.PathOf("huge.npy");
        byte[] header = Npy("<f4", "(1073741825,)", []);
        using (FileStream file = File.Create(path))
        {
            file.Write(header);
            file.SetLength(header.Length + 4L * 1_073_741_825);
        }

        Refused(path, DiagnosticCodes.TooLarge, "needs more than 4 GiB of memory, the limit for samples");
    }

    [Test]
    public void One_row_beyond_what_an_array_can_hold_is_refused()
    {
        string path = _files.PathOf("wide.npy");
        byte[] header = Npy("|u1", "(1, 2147483647)", []);
        using (FileStream file = File.Create(path))
        {
            file.Write(header);
            file.SetLength(header.Length + 2_147_483_647L);
        }

        Refused(path, DiagnosticCodes.TooLarge, "has rows of 2147483647 bytes; the limit is 2147483591 bytes per row");
    }

    [Test]
    public void More_rows_than_an_int_counts_are_refused()
    {
        string path = _files.PathOf("long.npy");
        byte[] header = Npy("|u1", "(2147483648,)", []);
        using (FileStream file = File.Create(path))
        {
            file.Write(header);
            file.SetLength(header.Length + 2_147_483_648L);
        }

        Refused(path, DiagnosticCodes.TooLarge, "has 2147483648 rows", maxSamples: 10);
    }

    [Test]
    public void A_missing_file_is_refused() => Refused(_files.PathOf("none.npy"), DiagnosticCodes.SamplesMissing, "does not exist");

    [Test]
    public void A_file_in_a_missing_folder_is_refused()
        => Refused(_files.PathOf("none/a.npy"), DiagnosticCodes.SamplesMissing, "does not exist");

    [TestCase("")]
    [TestCase("a\0.npy")]
    public void A_path_that_is_none_is_refused(string path) => Refused(path, DiagnosticCodes.SamplesMissing, "is not the path of a file");

    [Test]
    public void A_folder_without_images_is_refused()
    {
        string path = _files.PathOf("folder.npy");
        Directory.CreateDirectory(path);

        Refused(path, DiagnosticCodes.SamplesMissing, "is a folder");
    }

    [Test]
    public void A_file_that_another_process_writes_is_refused()
    {
        string path = _files.Write("a.npy", SmallNpy());
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Refused(path, DiagnosticCodes.SamplesMissing, "cannot be read");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_file_without_permission_is_refused()
    {
        Assume.That(Environment.IsPrivilegedProcess, Is.False, "root may read everything");
        string path = _files.Write("a.npy", SmallNpy());
        using var chmod = Process.Start("chmod", ["000", path]);
        chmod.WaitForExit();

        Refused(path, DiagnosticCodes.SamplesMissing, "cannot be read");
    }

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void A_device_a_pipe_and_a_link_to_a_pipe_are_refused_without_waiting()
    {
        string pipe = _files.PathOf("pipe.npy");
        using var mkfifo = Process.Start("mkfifo", [pipe]);
        mkfifo.WaitForExit();
        string link = _files.PathOf("link.npy");
        File.CreateSymbolicLink(link, pipe);
        string zeros = _files.PathOf("zeros.npy");
        File.CreateSymbolicLink(zeros, "/dev/zero");

        Refused(pipe, DiagnosticCodes.SamplesMissing, "not a regular file");
        Refused(link, DiagnosticCodes.SamplesMissing, "not a regular file");
        Refused(zeros, DiagnosticCodes.SamplesMissing, "not a regular file");
        Refused("/dev/zero", DiagnosticCodes.SamplesMissing, "not a regular file");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Links_are_followed_and_loops_and_loose_ends_refused()
    {
        string link = _files.PathOf("link.npy");
        string loop = _files.PathOf("loop.npy");
        string loose = _files.PathOf("loose.npy");
        File.CreateSymbolicLink(link, _files.Write("a.npy", SmallNpy()));
        File.CreateSymbolicLink(loop, loop);
        File.CreateSymbolicLink(loose, _files.PathOf("none.npy"));

        SampleSet.Load(link, 3).Count.Should().Be(3);
        Refused(loop, DiagnosticCodes.SamplesMissing, "cannot be read");
        Refused(loose, DiagnosticCodes.SamplesMissing, "does not exist");
    }

    [TestCase("a.npy")]
    [TestCase("a.npz")]
    [TestCase("a.pb")]
    public void An_empty_file_is_refused(string name) => _files.Refused(name, [], DiagnosticCodes.SamplesMissing, "is empty");

    [TestCase("a.txt")]
    [TestCase("a.npy.gz")]
    [TestCase("npy")]
    public void Another_ending_is_refused_and_what_is_read_is_listed(string name)
    {
        string path = _files.Write(name, SmallNpy());

        Refused(path, DiagnosticCodes.SamplesUnreadable, "has an unsupported format");
        FluentActions.Invoking(() => SampleSet.Load(path, 1)).Should().Throw<SamplesException>()
            .Which.WayOut.Should().ContainAll(".npy", ".npz", ".pb");
    }

    [TestCase(".npy", "numpy.save(")]
    [TestCase(".npz", "numpy.savez(")]
    [TestCase(".pb", "onnx.save_tensor(")]
    public void The_way_out_of_a_damaged_file_says_how_to_save_that_kind(string ending, string call) =>
        FluentActions.Invoking(() => _files.Load("a" + ending, [1, 2, 3])).Should().Throw<SamplesException>()
            .Which.WayOut.Should().Contain(call);

    [TestCase(0)]
    [TestCase(-1)]
    public void At_least_one_sample_is_asked_for(int maxSamples) =>
        FluentActions.Invoking(() => SampleSet.Load("a.npy", maxSamples)).Should().Throw<ArgumentOutOfRangeException>();

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void A_value_without_end_is_found_with_its_row(float value)
    {
        byte[] bad = Npy("<f4", "(3, 2)", Bytes(0, 1, 2, value, 4, 5));
        byte[] bytes = Npy("|u1", "(3,)", [1, 2, 3]);

        _files.Load("a.npy", bad).HasNonFinite(out string where).Should().BeTrue();
        _files.Load("a.npz", Npz(("m.npy", bytes), ("x.npy", bad))).HasNonFinite(out string entry).Should().BeTrue();

        where.Should().Be("row 1");
        entry.Should().Be("row 1 of 'x'");
    }

    [Test]
    public void Values_without_end_are_found_in_every_float_type_and_beyond_the_kept_rows_in_none()
    {
        string halves = _files.Write("half.npy", Npy("<f2", "(2,)", Bytes((Half)1, Half.NaN)));
        string doubles = _files.Write("double.npy", Npy("<f8", "(2,)", Bytes(1, double.NegativeInfinity)));

        SampleSet.Load(halves, 2).HasNonFinite(out _).Should().BeTrue();
        SampleSet.Load(doubles, 2).HasNonFinite(out _).Should().BeTrue();
        SampleSet.Load(halves, 1).HasNonFinite(out string where).Should().BeFalse();
        where.Should().BeEmpty();
    }

    [Test]
    public void Samples_are_constant_when_all_rows_are_equal_in_every_array()
    {
        byte[] same = Npy("<f4", "(3, 2)", Bytes<float>(1, 2, 1, 2, 1, 2));
        byte[] bytes = Npy("|u1", "(3,)", [7, 7, 7]);

        _files.Load("a.npy", same).IsConstant.Should().BeTrue();
        _files.Load("a.npz", Npz(("x.npy", same), ("m.npy", bytes))).IsConstant.Should().BeTrue();
        _files.Load("a.npz", Npz(("x.npy", same), ("m.npy", SmallNpy()))).IsConstant.Should().BeFalse();
        _files.Load("a.npy", SmallNpy()).IsConstant.Should().BeFalse();
    }

    [Test]
    public void Equal_values_are_constant_whatever_their_bits()
    {
        _files.Load("a.npy", Npy("<f4", "(2,)", Bytes(0f, -0f))).IsConstant.Should().BeTrue();
        _files.Load("a.npy", Npy("<f8", "(2,)", Bytes(0.0, -0.0))).IsConstant.Should().BeTrue();
        _files.Load("a.npy", Npy("<f2", "(2,)", Bytes((Half)0.0, (Half)(-0.0)))).IsConstant.Should().BeTrue();
        _files.Load("a.npy", Npy("<i4", "(2,)", Bytes(0, int.MinValue))).IsConstant.Should().BeFalse();
    }

    [Test]
    public void A_single_sample_is_not_called_constant() =>
        SampleSet.Load(_files.Write("a.npy", SmallNpy()), 1).IsConstant.Should().BeFalse();
}
