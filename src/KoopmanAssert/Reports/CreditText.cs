using System.Text;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The credits of a network in plain text.</summary>
internal static class CreditText
{
    private const int MostKernels = 32;
    private const int MostOutputs = 32;
    private const int MostFeatures = 5;

    /// <summary>What was analysed, a table of the blocks, and their details.</summary>
    /// <param name="report">The analysis.</param>
    /// <param name="width">The width of the terminal that the table has to fit; null for any.</param>
    public static string Render(CreditReport report, int? width = null)
    {
        var text = new StringBuilder();
        text.AppendLine($"{PlainText.Safe(report.Model.Path)} on {report.SampleCount} samples of {PlainText.Safe(report.Samples.Path)}");
        var table = new TextTable("block", "kind", ">inputs", ">outputs", ">rank", ">log-credit", ">per dimension", ">share", ">place",
            ">sensitivity", ">residual", ">snapshots", ">steps");
        IReadOnlyList<CreditShare> shares = CreditShare.Compute([.. report.Blocks.Select(b => b.LogCreditPerDimension)]);
        foreach ((BlockCredit block, CreditShare share) in report.Blocks.Zip(shares))
        {
            OperatorSummary fit = block.Operator;
            table.Add(
                block.Name,
                block.Kind.ToString(),
                $"{block.Inputs}",
                $"{block.Outputs}",
                $"{block.Rank}",
                PlainText.Number(block.LogCredit),
                PlainText.Number(block.LogCreditPerDimension, 3),
                Percent(share.Share),
                share.Place is { } place ? $"{place}" : "–",
                PlainText.Number(block.LogSensitivity, 0),
                PlainText.Number(fit.Residual, 3),
                $"{fit.Snapshots}",
                fit.StepsUsed == fit.Steps ? $"{fit.Steps}" : $"{fit.StepsUsed} of {fit.Steps}");
        }

        text.Append(table.ToString(width));
        text.AppendLine("log-credits in nats: the log of the volume into which the block's Koopman operator turns a unit volume");
        text.AppendLine($"operators computed from {RouteText.Describe(report.Blocks)}");
        text.AppendLine(CreditShare.Sentence);
        foreach (BlockCredit block in report.Blocks.Where(b => b.Kernels.Count > 0))
        {
            text.Append(Kernels(block));
        }

        text.Append(report.FeatureWeights is { } weights ? Features(weights) : "");
        foreach (string note in report.Notes)
        {
            text.AppendLine($"note: {PlainText.Safe(note)}");
        }

        foreach (string note in report.SampleNotes)
        {
            text.AppendLine($"{DiagnosticCodes.SamplesUnbalanced}: in the samples, {PlainText.Safe(note)}");
        }

        foreach (BlockCredit block in report.Blocks.Where(b => b.Unreliable is not null))
        {
            text.AppendLine($"{DiagnosticCodes.Unreliable}: block '{PlainText.Safe(block.Name)}' is unreliable: {block.Unreliable}");
        }

        return text.ToString();
    }

    private static string Kernels(BlockCredit block)
    {
        IReadOnlyList<CreditShare> shares = CreditShare.Compute([.. block.Kernels.Select(k => k.LogCredit / k.Rank)]);
        var table = new TextTable(">kernel", ">rank", ">log-credit", ">share", ">place");
        foreach ((KernelCredit kernel, CreditShare share) in block.Kernels.Zip(shares).Take(MostKernels))
        {
            table.Add(
                $"{kernel.Index}",
                $"{kernel.Rank}",
                PlainText.Number(kernel.LogCredit),
                Percent(share.Share),
                share.Place is { } place ? $"{place}" : "–");
        }

        string more = block.Kernels.Count > MostKernels
            ? $"  and {block.Kernels.Count - MostKernels} more, with --json{Environment.NewLine}"
            : "";
        return $"kernels of '{PlainText.Safe(block.Name)}':{Environment.NewLine}{table}{more}";
    }

    private static string Features(FeatureWeights weights)
    {
        var table = new TextTable(">output", "input features with the largest weights (all with --json)");
        for (int output = 0; output < Math.Min(weights.Outputs, MostOutputs); output++)
        {
            int row = output;
            IEnumerable<int> strongest = Enumerable.Range(0, weights.Inputs).OrderByDescending(i => Math.Abs(weights[row, i]))
                .Take(MostFeatures);
            table.Add($"{output}", string.Join(", ", strongest.Select(i => $"{i} ({PlainText.Signed(weights[row, i], 3)})")));
        }

        return $"feature weights, {weights.Outputs} outputs by {weights.Inputs} input features:{Environment.NewLine}{table}";
    }

    private static string Percent(double? share) => share is { } part ? FormattableString.Invariant($"{part:0.0%}") : "–";
}

/// <summary>Names what operators were computed from.</summary>
internal static class RouteText
{
    /// <summary>What an operator was computed from.</summary>
    public static string Describe(KoopmanRoute route) => route switch
    {
        KoopmanRoute.Gram => "Gram matrices",
        KoopmanRoute.Triangle => "QR triangles",
        _ => "whole matrices",
    };

    /// <summary>What the operators of blocks were computed from; if that differs, with the names of the blocks.</summary>
    public static string Describe(IReadOnlyList<BlockCredit> blocks)
    {
        IReadOnlyList<IGrouping<KoopmanRoute, BlockCredit>> routes = [.. blocks.GroupBy(b => b.Route)];
        return string.Join(", ", routes.Select(r => routes.Count == 1
            ? Describe(r.Key)
            : $"{Describe(r.Key)} ({string.Join(", ", r.Select(b => PlainText.Safe(b.Name)))})"));
    }
}
