using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Reads the figures of a baseline: those of its own model and those of the accepted retrains.</summary>
internal static class FigureReader
{
    /// <summary>The members <c>figures</c> and <c>floors</c>.</summary>
    public static IReadOnlyList<Figure> WithFloors(JsonFields fields, IReadOnlyList<(FigureKind Kind, int Number)> names)
    {
        List<Figure> figures = Figures(fields.Required("figures"), names), floors = Figures(fields.Required("floors"), names);
        return [.. figures.Zip(floors, (figure, floor) => floor.Value >= 0
            ? figure with { NoiseFloor = floor.Value }
            : throw fields.Required("floors").Wrong("noise floors of at least 0"))];
    }

    /// <summary>The line of the whole network.</summary>
    public static BaselineNetwork Network(LocatedJson json, int samples)
    {
        JsonFields fields = json.Fields();
        (int line, int column) = json.Text.Locate(json.Start);
        int classes = fields.Int("classes", 0);
        var network = new BaselineNetwork
        {
            Counted = fields.Int("counted", 1),
            Classes = classes is not 1 and <= ClassScores.MostClasses
                ? classes
                : throw fields.Required("classes").Wrong("0, or 2 to 65536 classes"),
            Predictions = PackedPredictions.Unpack(fields.String("predictions"), classes > 0 ? samples : 0, classes)
                ?? throw fields.Required("predictions").Wrong($"a class below {classes} for each of the samples, packed"),
            Figures = WithFloors(fields, FigureRule.OfNetwork(classes)),
            Line = line,
            Column = column,
        };
        fields.RefuseOthers();
        return network;
    }

    /// <summary>The accepted retrains.</summary>
    public static IReadOnlyList<AcceptedRetrain> Accepted(LocatedJson json, IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network)
    {
        var accepted = new List<AcceptedRetrain>();
        foreach (LocatedJson item in json.Items())
        {
            AcceptedRetrain retrain = Retrain(item, blocks, network);
            accepted.Add(accepted.Exists(a => a.Sha256 == retrain.Sha256)
                ? throw json.Text.Corrupt(item.Start, $"contains the accepted retrain '{retrain.Sha256[..12]}…' twice")
                : retrain);
        }

        return accepted;
    }

    /// <summary>The axes of a weight tensor.</summary>
    public static IReadOnlyList<long> Shape(LocatedJson json)
    {
        IReadOnlyList<LocatedJson> axes = json.Items();
        return axes.Count >= 2 ? [.. axes.Select(Axis)] : throw json.Wrong("at least two axes");
    }

    /// <summary>The member <c>sha256</c>.</summary>
    public static string Sha256(JsonFields fields)
    {
        string hash = fields.String("sha256");
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? hash
            : throw fields.Required("sha256").Wrong("a SHA-256 of 64 lower-case hexadecimal digits");
    }

    private static AcceptedRetrain Retrain(LocatedJson json, IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network)
    {
        JsonFields fields = json.Fields(), members = fields.Required("blocks").Fields();
        var retrain = new AcceptedRetrain(
            Sha256(fields),
            [.. blocks.Select(b => Figures(members.Required(b.Name), FigureRule.OfBlock(b.WeightShapes.Count)))],
            Figures(fields.Required("network"), FigureRule.OfNetwork(network.Classes)));
        foreach ((string name, LocatedJson member) in members.Others)
        {
            (int line, int column) = json.Text.Locate(member.Start);
            throw new BaselineException(
                DiagnosticCodes.RuleMatchesNothing,
                json.Text.Path,
                $"has an accepted retrain with figures for '{name}', which is not a block of the baseline.",
                "Delete this retrain from \"accepted\" in the file, then accept its model again.")
            { Line = line, Column = column };
        }

        fields.RefuseOthers();
        return retrain;
    }

    private static long Axis(LocatedJson json) =>
        json.Value is double axis && axis >= 1 && axis == Math.Floor(axis) && axis < int.MaxValue
            ? (long)axis
            : throw json.Wrong("an axis of at least 1");

    private static List<Figure> Figures(LocatedJson json, IReadOnlyList<(FigureKind Kind, int Number)> names)
    {
        JsonFields fields = json.Fields();
        List<Figure> figures = [.. names.Select(n => new Figure(n.Kind, n.Number, fields.Number(FigureRule.For(n.Kind).NameOf(n.Number))))];
        fields.RefuseOthers();
        return figures;
    }
}
