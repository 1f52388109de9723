using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The outputs of the accepted model are compared, and those that were added are left out and said.</summary>
[TestFixture]
internal sealed class AddedOutputsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("a", "b c", TestName = "Two outputs were added")]
    [TestCase("b c", "a", TestName = "One was added before the others")]
    [TestCase("c a", "b", TestName = "The order is that of the accepted ones")]
    public void All_accepted_outputs_are_there(string accepted, string added)
    {
        (PartitionRule rule, IReadOnlyList<string> left) = LeaveOut(accepted.Replace(' ', '\n'));
        rule.Outputs.Should().Equal(accepted.Split(' '));
        left.Should().Equal(added.Split(' '));
    }

    [TestCase("a b c", TestName = "None was added")]
    [TestCase("a d", TestName = "One of the accepted is gone")]
    [TestCase("d", TestName = "All of them are")]
    [TestCase(null, TestName = "No baseline says which there were")]
    public void Otherwise_all_outputs_are_compared(string? accepted)
    {
        (PartitionRule rule, IReadOnlyList<string> left) = LeaveOut(accepted?.Replace(' ', '\n'));
        rule.Outputs.Should().BeEmpty();
        left.Should().BeEmpty();
    }

    [Test]
    public void Outputs_that_the_user_names_come_first()
    {
        (PartitionRule rule, IReadOnlyList<string> left) = LeaveOut("a", ["b"]);
        rule.Outputs.Should().Equal("b");
        left.Should().BeEmpty();
    }

    private (PartitionRule Rule, IReadOnlyList<string> Added) LeaveOut(string? accepted, IReadOnlyList<string>? named = null)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 3]).Dense("x", "a", 3, 4).Dense("a", "b", 4, 2).Dense("b", "c", 2, 2)
            .Output("a", "b", "c");
        AnalysisSettings settings = AnalysisSettings.Regression with { AcceptedOutputs = accepted, Outputs = named ?? [] };
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), _folder.Samples(5, 3), 5);
        return AddedOutputs.LeaveOut(
            loaded.Graph, TensorProbe.FindCuttable(loaded.Graph, loaded.Inputs, CancellationToken.None), settings);
    }
}
