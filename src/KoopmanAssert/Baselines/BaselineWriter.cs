using System.Text;
using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Writes a baseline: UTF-8 without BOM, LF, one line per block so that a review shows which one moved.</summary>
internal static class BaselineWriter
{
    /// <summary>The spaces before the line of a block or a retrain.</summary>
    public const string Indent = "    ";

    /// <summary>The file's content.</summary>
    public static byte[] ToBytes(CreditBaseline baseline)
    {
        var text = new StringBuilder();
        text.Append("{\n");
        text.Append($"  \"$schema\": \"{BaselineFormat.Schema}\",\n");
        text.Append($"  \"formatVersion\": {BaselineFormat.Newest},\n");
        text.Append($"  \"model\": {JsonLine.Render(json => json.WriteIdentity(baseline.Model))},\n");
        text.Append($"  \"samples\": {JsonLine.Render(json => json.WriteIdentity(baseline.Samples, baseline.SampleCount))},\n");
        if (baseline.Labels is { } labels)
        {
            text.Append($"  \"labels\": {JsonLine.Render(json => json.WriteIdentity(labels))},\n");
        }

        text.Append($"  \"settings\": {SettingsText.Line(baseline.Settings)},\n");
        text.Append($"  \"tolerance\": {JsonLine.Render(json => ToleranceMembers(json, baseline.Tolerance))},\n");
        text.Append($"  \"blocks\": [\n{Indent}");
        text.AppendJoin($",\n{Indent}", baseline.Blocks.Select(block => JsonLine.Render(json => BlockMembers(json, block))));
        text.Append("\n  ],\n");
        text.Append($"  \"network\": {JsonLine.Render(json => NetworkMembers(json, baseline.Network))},\n");
        text.Append("  \"accepted\": [");
        IReadOnlyList<string> retrains = RetrainLines(baseline);
        text.AppendJoin(",", retrains.Select(line => $"\n{Indent}{line}"));
        text.Append(retrains.Count > 0 ? "\n  ]" : "]");
        text.Append(baseline.Previous is { } previous ? $",\n  \"previous\": \"{previous.Pack(retrains)}\"" : "").Append("\n}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The lines of the accepted retrains, without indentation or commas.</summary>
    public static IReadOnlyList<string> RetrainLines(CreditBaseline baseline) =>
        [.. baseline.Accepted.Select(retrain => JsonLine.Render(json => json.WriteRetrain(baseline, retrain)))];

    private static void ToleranceMembers(Utf8JsonWriter json, Tolerance tolerance)
    {
        if (tolerance.Learnt is { } learnt)
        {
            json.WriteStartObject("learnt");
            json.WriteNumber("falseAlarms", learnt.FalseAlarms);
            json.WriteString("retraining", ChoiceText.Name(learnt.Retraining));
            json.WriteEndObject();
        }

        json.WriteStartArray("stated");
        foreach (StatedTolerance rule in tolerance.Stated)
        {
            json.WriteStartObject();
            json.WriteString("blocks", rule.Blocks);
            json.WriteNumber("nats", rule.Nats);
            json.WriteString("per", ChoiceText.Name(rule.Per));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (tolerance.RankChange is { } change)
        {
            json.WriteNumber("rankChange", change);
        }
    }

    private static void BlockMembers(Utf8JsonWriter json, BaselineBlock block)
    {
        json.WriteString("name", block.Name);
        json.WriteString("kind", block.Kind.ToString());
        json.WriteNumber("inputs", block.Inputs);
        json.WriteNumber("outputs", block.Outputs);
        json.WriteCredit(block.Operator);
        json.WriteNumber("noiseFloor", block.NoiseFloor);
        json.WriteFit(block.Operator);
        json.WriteNumber("half", block.Half);
        json.WriteStartArray("weights");
        foreach (IReadOnlyList<long> shape in block.WeightShapes)
        {
            json.WriteStartArray();
            foreach (long axis in shape)
            {
                json.WriteNumberValue(axis);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (block.Kernels.Count > 0)
        {
            KernelMembers(json, block.Kernels);
        }

        FigureMembers(json, "figures", block.Figures, f => f.Value);
        FigureMembers(json, "floors", block.Figures, f => f.NoiseFloor!.Value);
        json.WriteEvidence(block.Evidence);
    }

    private static void KernelMembers(Utf8JsonWriter json, IReadOnlyList<KernelCredit> kernels)
    {
        json.WriteStartArray("kernels");
        foreach (KernelCredit kernel in kernels)
        {
            json.WriteStartObject();
            json.WriteNumber("rank", kernel.Rank);
            json.WriteNumberOrNull("logCredit", kernel.LogCredit);
            json.WriteNumberOrNull("noiseFloor", kernel.NoiseFloor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void NetworkMembers(Utf8JsonWriter json, BaselineNetwork network)
    {
        json.WriteNumber("counted", network.Counted);
        json.WriteNumber("classes", network.Classes);
        json.WriteString("predictions", PackedPredictions.Pack(network.Predictions, PackedPredictions.BitsFor(network.Classes)));
        FigureMembers(json, "figures", network.Figures, f => f.Value);
        FigureMembers(json, "floors", network.Figures, f => f.NoiseFloor!.Value);
        bool isOwn = network.Evidence is { } evidence && !evidence.Predictions.SequenceEqual(network.Predictions);
        json.WriteEvidence(network.Evidence, network.Classes, isOwn ? "own" : null);
        json.WriteOutputs(network.OutputNames);
        json.WriteOutputs(network.Outputs);
    }

    private static void FigureMembers(Utf8JsonWriter json, string name, IReadOnlyList<Figure> figures, Func<Figure, double> value)
    {
        json.WriteStartObject(name);
        foreach (Figure figure in figures)
        {
            json.WriteNumber(figure.Name, value(figure));
        }

        json.WriteEndObject();
    }
}
