using System.Text;

namespace KoopmanAssert;

/// <summary>The credits of a network in plain text.</summary>
internal static class CreditText
{
    /// <summary>A line on what was analysed and a table of the blocks.</summary>
    public static string Of(CreditReport report)
    {
        var text = new StringBuilder();
        text.AppendLine($"{PlainText.Safe(report.Model.Path)} on {report.SampleCount} samples of {PlainText.Safe(report.Samples.Path)}");
        var table = new TextTable("block", "kind", ">inputs", ">outputs", ">rank", ">log-credit", ">per dimension", ">residual", ">snapshots", ">steps");
        foreach (BlockCredit block in report.Blocks)
        {
            table.Add(block.Name, block.Kind.ToString(), $"{block.Inputs}", $"{block.Outputs}", $"{block.Rank}",
                PlainText.Number(block.LogCredit), PlainText.Number(block.LogCreditPerDimension, 3), PlainText.Number(block.Residual, 3),
                $"{block.Snapshots}", block.StepsUsed == block.Steps ? $"{block.Steps}" : $"{block.StepsUsed} of {block.Steps}");
        }

        text.Append(table);
        text.AppendLine("log-credits in nats: the log of the volume that the block's Koopman operator makes of a unit volume");
        foreach (string note in report.Notes)
        {
            text.AppendLine($"note: {PlainText.Safe(note)}");
        }

        foreach (BlockCredit block in report.Blocks.Where(b => b.Unreliable is not null))
        {
            text.AppendLine($"{DiagnosticCodes.Unreliable}: block '{PlainText.Safe(block.Name)}' is unreliable: {block.Unreliable}");
        }

        return text.ToString();
    }
}
