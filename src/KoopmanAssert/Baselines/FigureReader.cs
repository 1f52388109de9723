using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Reads the figures of a baseline.</summary>
internal static class FigureReader
{
    /// <summary>The members <c>figures</c> and <c>floors</c>.</summary>
    public static IReadOnlyList<Figure> WithFloors(JsonFields fields, IReadOnlyList<(FigureKind Kind, int Number)> names)
    {
        List<Figure> figures = Object(fields.Required("figures"), names), floors = Object(fields.Required("floors"), names);
        return [.. figures.Zip(floors, (figure, floor) => floor.Value >= 0
            ? figure with { NoiseFloor = floor.Value }
            : throw fields.Required("floors").Wrong("noise floors of at least 0"))];
    }

    /// <summary>Figures by their names, as members of an object.</summary>
    public static List<Figure> Figures(JsonFields fields, IReadOnlyList<(FigureKind Kind, int Number)> names) =>
        [.. names.Select(name => Figure(fields, name))];

    /// <summary>A figure by its name.</summary>
    public static Figure Figure(JsonFields fields, (FigureKind Kind, int Number) name) =>
        new(name.Kind, name.Number, fields.Number(FigureRule.For(name.Kind).NameOf(name.Number)));

    /// <summary>The line of the whole network.</summary>
    /// <param name="json">The line.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="version">The version of the file.</param>
    /// <param name="labelled">Whether the samples have labels.</param>
    public static BaselineNetwork Network(LocatedJson json, int samples, int version, bool labelled)
    {
        JsonFields fields = json.Fields();
        (int line, int column) = json.Text.Locate(json.Start);
        int classes = fields.Int("classes", 0), counted = fields.Int("counted", 1);
        classes = classes is not 1 and <= ClassScores.MostClasses
            ? classes
            : throw fields.Required("classes").Wrong("0, or 2 to 65536 classes");
        int bits = PackedPredictions.BitsFor(classes);
        IReadOnlyList<int> pinned = EvidenceJson.Predictions(
            fields, "predictions", samples, classes, version == 1 ? PackedPredictions.BitsOfVersion1 : bits);
        IReadOnlyList<int> own = fields.Optional("own") is null ? pinned : EvidenceJson.Predictions(fields, "own", samples, classes, bits);
        IReadOnlyList<Figure> figures = WithFloors(fields, FigureRule.OfNetwork(classes, labelled));
        var network = new BaselineNetwork
        {
            Counted = counted,
            Classes = classes,
            Predictions = pinned,
            Figures = figures,
            Evidence = EvidenceJson.Network(fields, counted, figures, own),
            Outputs = OutputJson.Sketch(fields, samples),
            OutputNames = OutputJson.Names(fields),
            Line = line,
            Column = column,
        };
        fields.RefuseOthers();
        return network;
    }

    /// <summary>The axes of a weight tensor.</summary>
    public static IReadOnlyList<long> Shape(LocatedJson json)
    {
        IReadOnlyList<LocatedJson> axes = json.Items();
        return axes.Count >= 2 ? [.. axes.Select(Axis)] : throw json.Wrong("at least two axes");
    }

    /// <summary>A member that holds a SHA-256.</summary>
    public static string Sha256(JsonFields fields, string member = "sha256")
    {
        string hash = fields.String(member);
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? hash
            : throw fields.Required(member).Wrong("a SHA-256 of 64 lower-case hexadecimal digits");
    }

    private static long Axis(LocatedJson json) =>
        json.Value is double axis && axis >= 1 && axis == Math.Floor(axis) && axis < int.MaxValue
            ? (long)axis
            : throw json.Wrong("an axis of at least 1");

    private static List<Figure> Object(LocatedJson json, IReadOnlyList<(FigureKind Kind, int Number)> names)
    {
        JsonFields fields = json.Fields();
        List<Figure> figures = Figures(fields, names);
        fields.RefuseOthers();
        return figures;
    }
}
