using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Json.Schema;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The schemas that ship with the package take what is written and refuse what the reader refuses.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSchema Newest = Load(BaselineFormat.Schema), First = Load("credits-1.schema.json");
    private static readonly string Baseline = File.ReadAllText(
        Path.Combine(RepositoryFiles.Root, "examples/lenet5-mnist", "lenet5.credits.json"));

    [Test]
    public void A_written_baseline_is_valid() => IsValid(JsonNode.Parse(Baseline)!).Should().BeTrue();

    [TestCase("formatVersion")]
    [TestCase("model")]
    [TestCase("tolerance")]
    [TestCase("blocks")]
    public void A_baseline_without_one_of_its_members_is_not(string member)
    {
        JsonObject json = JsonNode.Parse(Baseline)!.AsObject();
        json.Remove(member);
        IsValid(json).Should().BeFalse();
    }

    [Test]
    public void A_block_without_any_one_of_its_members_is_not()
    {
        string[] members = [.. JsonNode.Parse(Baseline)!["blocks"]![0]!.AsObject().Select(m => m.Key)];
        members.Should().HaveCount(19);
        members.Should().OnlyContain(member => !IsValid(WithoutInFirstBlock(member)));
    }

    [Test]
    public void An_unknown_member_is_not()
    {
        JsonNode json = JsonNode.Parse(Baseline)!;
        json["blocks"]![0]!["colour"] = "red";
        IsValid(json).Should().BeFalse();
    }

    private static JsonNode WithoutInFirstBlock(string member)
    {
        JsonNode json = JsonNode.Parse(Baseline)!;
        json["blocks"]![0]!.AsObject().Remove(member);
        return json;
    }

    /// <summary>Whether the schema of its version takes a baseline.</summary>
    internal static bool IsValid(JsonNode json) =>
        ((int?)json["formatVersion"] == 2 ? Newest : First).Evaluate(JsonSerializer.SerializeToElement(json)).IsValid;

    private static JsonSchema Load(string name) =>
        JsonSchema.FromText(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src/KoopmanAssert/Baselines", name)));
}
