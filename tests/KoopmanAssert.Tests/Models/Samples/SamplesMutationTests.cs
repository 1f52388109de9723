using System.IO.Compression;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

/// <summary>Whatever bytes a file holds, loading it succeeds or throws a <see cref="SamplesException"/>.</summary>
[TestFixture]
internal sealed class SamplesMutationTests
{
    private const int Variants = 3_000;
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'0', (byte)'9', (byte)'(', (byte)'\'', (byte)','];
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    private static IEnumerable<TestCaseData> Originals()
    {
        byte[] big = Npy(">f8", "(3, 2)", new byte[48], fortran: true, version: 2);
        byte[] bools = Npy("|b1", "(3, 1)", [0, 1, 1]);
        Core.Models.Onnx.TensorProto fields = Tensor(DataType.Float16, [3, 2]);
        fields.Int32Data.AddRange([0, 1, 2, 3, 4, 5]);
        yield return Case("npy", "a.npy", SmallNpy());
        yield return Case("npy by numpy", "a.npy", File.ReadAllBytes(Fixture("big-endian-fortran.npy")));
        yield return Case("npy, Fortran order", "a.npy", big);
        yield return Case("npz, stored", "a.npz", Npz(("x.npy", SmallNpy()), ("mask.npy", bools)));
        yield return Case("npz, deflated", "a.npz", Npz(CompressionLevel.SmallestSize, ("x.npy", SmallNpy()), ("y.npy", big)));
        yield return Case("npz by numpy", "a.npz", File.ReadAllBytes(Fixture("two-inputs.npz")));
        yield return Case("pb, raw data", "a.pb", Tensor(DataType.Float, [3, 2], new byte[24]).ToByteArray());
        yield return Case("pb, fields", "a.pb", fields.ToByteArray());
    }

    [TestCaseSource(nameof(Originals))]
    public void A_mutated_file_loads_or_is_refused(string name, byte[] original)
    {
        SampleSet.Load(_files.Write(name, original), 2).Count.Should().Be(2);
        var random = new Random(20_240_717);
        int refused = 0;
        for (int variant = 0; variant < Variants; variant++)
        {
            byte[] content = Mutated(original, random);
            refused += Refuses(name, content, variant) ? 1 : 0;
        }

        refused.Should().BeInRange(Variants / 10, Variants, "the mutations must reach the checks");
    }

    [TestCaseSource(nameof(Originals))]
    public void A_file_cut_or_noised_at_any_byte_loads_or_is_refused(string name, byte[] original)
    {
        for (int at = 0; at < original.Length; at++)
        {
            // A TensorProto without its last field can be a whole one, so a cut need not be refused.
            Refuses(name, original[..at], at);
            Refuses(name, [.. original[..at], (byte)~original[at], .. original[(at + 1)..]], at);
        }
    }

    private bool Refuses(string name, byte[] content, int variant)
    {
        string path = _files.Write(name, content);
        try
        {
            var samples = SampleSet.Load(path, 2);
            samples.HasNonFinite(out _);
            samples.Arrays.Should().OnlyContain(array => array.Shape[0] == samples.Count && !samples.IsConstant.Equals(null));
            return false;
        }
        catch (SamplesException fault)
        {
            fault.File.Should().Be(path);
            fault.Message.Should().StartWith($"{fault.Code}: '{path}' ");
            return true;
        }
        catch (Exception other) when (other is not AssertionException)
        {
            throw new AssertionException($"variant {variant}, {Convert.ToHexString(content)}", other);
        }
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var content = new List<byte>(original);
        for (int change = random.Next(1, 5); change > 0 && content.Count > 0; change--)
        {
            int at = random.Next(content.Count);
            int length = Math.Min(random.Next(1, 9), content.Count - at);
            switch (random.Next(7))
            {
                case 0: content[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: content[at] = (byte)random.Next(256); break;
                case 2: content[at] = Telling[random.Next(Telling.Length)]; break;
                case 3: content.RemoveRange(at, length); break;
                case 4: content.InsertRange(at, content.GetRange(random.Next(content.Count - length + 1), length)); break;
                case 5: content.InsertRange(at, Enumerable.Repeat(Telling[random.Next(Telling.Length)], length)); break;
                default: content.RemoveRange(at, content.Count - at); break;
            }
        }

        return [.. content];
    }

    private static TestCaseData Case(string display, string name, byte[] content)
        => new TestCaseData(name, content).SetArgDisplayNames(display);
}
