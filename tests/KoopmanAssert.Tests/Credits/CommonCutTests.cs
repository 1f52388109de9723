using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Two builds of a network are compared where both are cut, from their inputs to their outputs.</summary>
[TestFixture]
internal sealed class CommonCutTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Equal_partitions_have_every_cut_in_common() => Find("x4 a:6 b:5 c:3", "x4 a:6 b:5 c:3").Should()
        .Equal(new CommonCut(0, 0), new CommonCut(1, 1), new CommonCut(2, 2), new CommonCut(3, 3));

    [Test]
    public void Names_do_not_matter_where_dimensions_agree() => Find("x4 a:6 b:5 c:3", "x4 p:6 q:5 r:3").Should()
        .Equal(new CommonCut(0, 0), new CommonCut(1, 1), new CommonCut(2, 2), new CommonCut(3, 3));

    [Test]
    public void A_cut_of_one_alone_is_passed_over() => Find("x4 a:6 b:5 c:3", "x4 a:6 n:9 b:5 c:3").Should()
        .Equal(new CommonCut(0, 0), new CommonCut(1, 1), new CommonCut(3, 4));

    // Four blocks of one shape: which of them is left over, the names say.
    [Test]
    public void Among_blocks_of_one_shape_the_names_decide() => Find("x4 a:4 b:4 d:4 e:3", "x4 a:4 b:4 c:4 d:4 e:3").Should()
        .Equal(new CommonCut(0, 0), new CommonCut(1, 1), new CommonCut(2, 2), new CommonCut(3, 4), new CommonCut(4, 5));

    [TestCase("x5 a:6 b:3", "is where", TestName = "Other inputs")]
    [TestCase("x4 a:6 b:2", "is where", TestName = "Other outputs")]
    [TestCase("x4 a:7 b:3", "block 'a' (S2L, 4 → 7) is where 'a' (S2L, 4 → 6) is in", TestName = "No block of the same shape")]
    public void What_does_not_correspond_is_refused(string candidate, string words)
    {
        SettingsException refused = FluentActions.Invoking(() => Find("x4 a:6 b:3", candidate)).Should().Throw<SettingsException>().Which;
        refused.Code.Should().Be(DiagnosticCodes.Usage);
        refused.Message.Should().Contain(words).And.Contain("--cuts").And.Contain("--blocks '*'");
    }

    // The first block that differs is named, and of partitions of which one is longer, the last of each.
    [Test]
    public void The_first_block_that_differs_is_named()
    {
        FluentActions.Invoking(() => Find("x4 a:6 b:3", "x4 a:6 c:2")).Should().Throw<SettingsException>()
            .WithMessage("*block 'c' (L2S, 6 → 2) is where 'b' (L2S, 6 → 3) is in*");
        FluentActions.Invoking(() => Find("x4 a:6 b:3", "x4 a:6 b:3 c:2")).Should().Throw<SettingsException>()
            .WithMessage("*block 'c' (L2S, 3 → 2) is where 'b' (L2S, 6 → 3) is in*");
    }

    /// <summary>The cuts that two chains have in common, each given as its input and its blocks with their outputs.</summary>
    private IReadOnlyList<CommonCut> Find(string reference, string candidate) => CommonCut.Find(Divided(reference), Divided(candidate));

    private DividedNetwork Divided(string chain)
    {
        var network = LoadedNetwork.Load(
            _folder.Write(new NetworkProto().Input("x", [-1, 2]).Dense("x", "y", 2, 2).Output("y").Model), _folder.Samples(3, 2), 3);
        string[] parts = chain.Split(' ');
        Cut from = BareBlocks.Cut("x", int.Parse(parts[0][1..]));
        var blocks = new List<Block>();
        foreach (string[] part in parts.Skip(1).Select(p => p.Split(':')))
        {
            Cut to = BareBlocks.Cut(part[0], int.Parse(part[1]));
            blocks.Add(BareBlocks.Between(part[0], from, to));
            from = to;
        }

        return new DividedNetwork(network.Graph, network.Inputs, blocks);
    }
}
