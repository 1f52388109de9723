using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The line of an accepted retrain.</summary>
/// <remarks>
/// With evidence, the line holds what was measured of the model, whatever the baseline pins: the sums of its spectra with the numbers of
/// singular values that they count, and its predictions instead of its churn. So the line never changes, and the figures at the baseline's
/// pins follow from it. Without evidence (from a file of version 1) it holds the figures at the baseline's pins.
/// </remarks>
internal static class RetrainJson
{
    /// <summary>Writes the members of the line.</summary>
    public static void WriteRetrain(this Utf8JsonWriter json, CreditBaseline baseline, AcceptedRetrain retrain)
    {
        json.WriteString("sha256", retrain.Sha256);
        if (retrain.Generation is { } generation)
        {
            json.WriteNumber("generation", generation);
        }

        if (retrain.Score is { } score)
        {
            json.WriteNumber("score", score);
        }

        if (retrain.Reason is { } reason)
        {
            json.WriteString("reason", reason);
        }

        json.WriteStartObject("blocks");
        for (int i = 0; i < baseline.Blocks.Count; i++)
        {
            json.WriteStartObject(baseline.Blocks[i].Name);
            BlockEvidence? evidence = retrain.Evidence?.Blocks[i];
            WriteFigures(json, "half", evidence?.Spectrum, retrain.Blocks[i]);
            json.WriteEvidence(evidence);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("network");
        NetworkEvidence? whole = retrain.Evidence?.Network;
        WriteFigures(json, "counted", whole?.Spectrum, retrain.Network);
        json.WriteEvidence(whole, baseline.Network.Classes, baseline.Network.Classes > 0 ? "predictions" : null);
        json.WriteOutputs(retrain.Outputs);
        json.WriteEndObject();
    }

    /// <summary>Reads the line.</summary>
    /// <exception cref="BaselineException">KOOP1002, or KOOP1007 if it has figures of no block.</exception>
    public static AcceptedRetrain Read(LocatedJson json, IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network, int samples)
    {
        JsonFields fields = json.Fields(), members = fields.Required("blocks").Fields();
        (int line, int column) = json.Text.Locate(json.Start);
        List<(IReadOnlyList<Figure> Figures, BlockEvidence? Evidence)> read = [.. blocks.Select(b => Block(members.Required(b.Name), b))];
        (IReadOnlyList<Figure> figures, NetworkEvidence? whole, OutputDistance? outputs) =
            Network(fields.Required("network"), network, samples);
        if (read.Exists(b => b.Evidence is null != (whole is null)))
        {
            throw json.Wrong("a spectrum of the network and of every block, or none at all");
        }

        var retrain = new AcceptedRetrain(FigureReader.Sha256(fields), [.. read.Select(b => b.Figures)], figures)
        {
            Generation = fields.Optional("generation") is null ? null : fields.Int("generation", 1),
            Score = fields.Optional("score") is null ? null : fields.Number("score"),
            Reason = fields.Optional("reason") is null ? null : fields.String("reason"),
            Line = line,
            Column = column,
            Evidence = whole is null ? null : new ModelEvidence([.. read.Select(b => b.Evidence!)], whole),
            Outputs = outputs,
        };
        RefuseUnknownBlocks(json.Text, members);
        fields.RefuseOthers();
        return whole is null ? retrain : retrain.At(blocks, network);
    }

    private static void WriteFigures(Utf8JsonWriter json, string count, SpectrumSketch? spectrum, IReadOnlyList<Figure> figures)
    {
        if (spectrum is not null)
        {
            json.WriteNumber(count, spectrum.Counted);
        }

        foreach (Figure figure in figures.Where(f => spectrum is null || f.Kind != FigureKind.Churn))
        {
            json.WriteNumber(figure.Name, spectrum is not null && figure == figures[0] ? spectrum.Sum : figure.Value);
        }
    }

    private static (IReadOnlyList<Figure> Figures, BlockEvidence? Evidence) Block(LocatedJson json, BaselineBlock block)
    {
        JsonFields fields = json.Fields();
        bool isKept = fields.Optional(EvidenceJson.Spectrum) is not null;
        List<Figure> figures = FigureReader.Figures(fields, FigureRule.OfBlock(block.WeightShapes.Count));
        BlockEvidence? evidence = isKept ? EvidenceJson.Block(fields, fields.Int("half", 1), figures, block.WeightShapes.Count) : null;
        fields.RefuseOthers();
        return (figures, evidence);
    }

    private static (IReadOnlyList<Figure> Figures, NetworkEvidence? Evidence, OutputDistance? Outputs) Network(
        LocatedJson json, BaselineNetwork network, int samples)
    {
        JsonFields fields = json.Fields();
        bool isKept = fields.Optional(EvidenceJson.Spectrum) is not null;
        // A retrain that was accepted before there were labels lacks what follows from them.
        bool isLabelled = network.Figures.Where(LabelFigures.IsOne).Any(f => fields.Optional(f.Name) is not null);
        List<Figure> figures = [.. FigureRule.OfNetwork(network.Classes, isLabelled).Select(name => isKept && name.Kind == FigureKind.Churn
            ? new Figure(name.Kind, name.Number, 0) // follows from the predictions
            : FigureReader.Figure(fields, name))];
        NetworkEvidence? evidence = isKept
            ? EvidenceJson.Network(fields, fields.Int("counted", 1), figures, Predictions(fields, network.Classes, samples))
            : null;
        OutputDistance? outputs = OutputJson.Distance(fields);
        fields.RefuseOthers();
        return (figures, evidence, outputs);
    }

    private static IReadOnlyList<int> Predictions(JsonFields fields, int classes, int samples) => classes == 0 ? []
        : EvidenceJson.Predictions(fields, "predictions", samples, classes, PackedPredictions.BitsFor(classes));

    private static void RefuseUnknownBlocks(JsonText text, JsonFields members)
    {
        foreach ((string name, LocatedJson member) in members.Others)
        {
            (int line, int column) = text.Locate(member.Start);
            throw new BaselineException(
                DiagnosticCodes.RuleMatchesNothing,
                text.Path,
                $"has an accepted retrain with figures for '{name}', which is not a block of the baseline.",
                "Delete this retrain from \"accepted\" in the file, then accept its model again.")
            { Line = line, Column = column };
        }
    }
}
