using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>The note on blocks that have other names in the model: a name says nothing about a block.</summary>
internal static class RenameFindings
{
    /// <summary>The note on outputs that only the model has, and that are not held; none if there are none.</summary>
    public static IEnumerable<Finding> FindAdded(CreditBaseline baseline, CreditReport report)
    {
        if (report.AddedOutputs.Count > 0)
        {
            bool one = report.AddedOutputs.Count == 1;
            string names = string.Join(", ", report.AddedOutputs.Take(MostListed).Select(o => $"'{PlainText.Shortened(o)}'"));
            yield return new Finding(DiagnosticCodes.ShapeChanged, FindingSeverity.Note, null,
                $"the model also has the output{(one ? "" : "s")} {names}, which the baseline does not know; "
                + "to check other outputs, create it again with --output",
                baseline.Network.Line, baseline.Network.Column);
        }
    }

    // The names that a sentence lists before it only counts them.
    private const int MostListed = 4;

    /// <summary>One note for all; none if no name differs.</summary>
    public static IEnumerable<Finding> Find(CreditBaseline baseline, IReadOnlyList<(string Accepted, string Current)> renamed)
    {
        if (renamed.Count > 0)
        {
            string names = string.Join(", ", renamed.Take(MostListed)
                .Select(r => $"'{PlainText.Shortened(r.Accepted)}' → '{PlainText.Shortened(r.Current)}'"));
            string more = renamed.Count > MostListed ? $" and {renamed.Count - MostListed} more" : "";
            yield return new Finding(DiagnosticCodes.BlockRenamed, FindingSeverity.Note, null,
                $"blocks were renamed, and are compared as before: {names}{more}", baseline.Network.Line, baseline.Network.Column);
        }
    }
}
