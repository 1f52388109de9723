using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>With --json the standard output is one JSON value with the names that baselines use, or nothing.</summary>
[TestFixture]
internal sealed class JsonTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Credits_have_the_members_and_figures_of_the_baseline()
    {
        using var json = JsonDocument.Parse(_folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json").Succeeds().Output);
        using var baseline = JsonDocument.Parse(_folder.Text("fc.credits.json"));
        JsonElement credits = json.RootElement, kept = baseline.RootElement;

        Names(credits).Should().Equal("model", "samples", "settings", "blocks");
        foreach (string shared in (string[])["model", "samples", "settings"])
        {
            Compact(credits.GetProperty(shared)).Should().Be(Compact(kept.GetProperty(shared)));
        }

        JsonElement[] blocks = [.. credits.GetProperty("blocks").EnumerateArray()];
        blocks.Should().HaveCount(4);
        foreach ((JsonElement block, JsonElement old) in blocks.Zip(kept.GetProperty("blocks").EnumerateArray()))
        {
            string[] own = ["share", "place", "logSensitivity", "route", "unreliable", "singularValues"], only
                = ["noiseFloor", "half", "weights", "figures", "floors", "spectrum", "parameters", "fingerprints"];
            Names(block).Should().Contain(own).And.BeEquivalentTo(Names(old).Except(only).Concat(own));
            Names(old).Except(only).Should()
                .AllSatisfy(name => Compact(block.GetProperty(name)).Should().Be(Compact(old.GetProperty(name))));
            LogCredit(block).Should().BeApproximately(block.GetProperty("logCredit").GetDouble(), 1e-9);
        }
    }

    [Test]
    public void Credits_say_which_computation_gave_them()
    {
        string[] Credits(params string[] options) => ["credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--steps", "1", .. options];
        (string Tolerance, string Route, string Words)[] computations =
        [
            ("1e-3", "gram", "Gram matrices"),
            ("1e-6", "triangle", "QR triangles"),
        ];
        foreach ((string tolerance, string route, string words) in computations)
        {
            using var json = JsonDocument.Parse(_folder.Run(Credits("--rank-tolerance", tolerance, "--json")).Succeeds().Output);
            json.RootElement.GetProperty("blocks").EnumerateArray().Should().OnlyContain(b => b.GetProperty("route").GetString() == route);
            _folder.Run(Credits("--rank-tolerance", tolerance)).Succeeds().Lines.Should().Contain($"operators computed from {words}");
        }

        _folder.Run(Credits("--rank-tolerance", "1e-6", "--alignment", "orthonormal")).Succeeds().Lines.Should()
            .Contain("operators computed from whole matrices");
    }

    [Test]
    public void Blocks_have_what_the_table_shows()
    {
        using var json = JsonDocument.Parse(_folder.Run("blocks", "fc.onnx", "--json").Succeeds().Output);
        ToolRun table = _folder.Run("blocks", "fc.onnx").Succeeds();

        Names(json.RootElement).Should().Equal("model", "blocks", "notes");
        JsonElement[] blocks = [.. json.RootElement.GetProperty("blocks").EnumerateArray()];
        blocks.Should().AllSatisfy(block => Names(block).Should().Equal("name", "kind", "inputs", "outputs", "from", "to", "operators"));
        blocks.Select(b => string.Join(' ',
            b.GetProperty("name"), b.GetProperty("kind"), b.GetProperty("inputs"), b.GetProperty("outputs"),
            string.Join(' ', b.GetProperty("operators").EnumerateArray()), string.Join(' ', b.GetProperty("to").EnumerateArray())))
            .Should().Equal(table.Lines.Skip(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static double LogCredit(JsonElement block) =>
        block.GetProperty("singularValues").EnumerateArray().Take(block.GetProperty("rank").GetInt32()).Sum(s => Math.Log(s.GetDouble()));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
