using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The kernels of a block in a baseline: a rank, and a log-credit and its noise floor unless the rank is 0.</summary>
[TestFixture]
internal sealed class BaselineKernelsTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Kernels_are_read_in_their_order()
    {
        IReadOnlyList<KernelCredit> kernels = Read(Kernel("2", "0.5", "1E-06"), Kernel("0", "null", "null"), Kernel("1", "-3", "0"));
        kernels.Select(k => (k.Index, k.Rank, k.LogCredit, k.NoiseFloor)).Should()
            .Equal((0, 2, 0.5, 1e-6), (1, 0, null, null), (2, 1, -3, 0));
    }

    [TestCase("0", "0.5", "null")]
    [TestCase("0", "null", "1E-06")]
    [TestCase("0", "0.5", "1E-06")]
    [TestCase("2", "null", "1E-06")]
    [TestCase("2", "0.5", "null")]
    [TestCase("2", "null", "null")]
    [TestCase("2", "0.5", "-1E-06")]
    public void Credit_and_noise_floor_are_there_exactly_where_there_is_a_rank(string rank, string credit, string floor) =>
        FluentActions.Invoking(() => Read(Kernel("1", "0", "0"), Kernel(rank, credit, floor))).Should().Throw<BaselineException>().Which
            .Problem.Should().Contain("a log-credit and a noise floor of at least 0 for a positive rank, and null for rank 0");

    [TestCase("-1", "'rank' to be at least 0")]
    [TestCase("1, \"extra\": 1", "contains the unknown property 'extra'")]
    public void Anything_else_is_refused(string rank, string problem) =>
        FluentActions.Invoking(() => Read(Kernel(rank, "0", "0"))).Should().Throw<BaselineException>().Which.Problem.Should()
            .Contain(problem);

    private static string Kernel(string rank, string credit, string floor) =>
        $"{{ \"rank\": {rank}, \"logCredit\": {credit}, \"noiseFloor\": {floor} }}";

    // Those of the block fc1, which the usual baseline has none of.
    private IReadOnlyList<KernelCredit> Read(params string[] kernels)
    {
        string text = _folder.UsualText();
        int at = text.LastIndexOf("\"figures\": { \"leadingCredit\"", StringComparison.Ordinal);
        string path = _folder.Write(text.Insert(at, $"\"kernels\": [{string.Join(", ", kernels)}], "));
        return CreditBaseline.Load(path).Blocks[1].Kernels;
    }
}
