using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Two baselines of the same network in plain text, old → new.</summary>
internal static class BaselineChange
{
    /// <summary>A table of all blocks of either baseline.</summary>
    public static string Table(CreditBaseline old, CreditBaseline updated)
    {
        var table = new TextTable("block", ">old rank", ">new rank", ">old log-credit", ">new log-credit", ">change", "");
        foreach (BaselineBlock before in old.Blocks)
        {
            BaselineBlock? after = updated.Blocks.FirstOrDefault(b => b.Name == before.Name);
            string remark = after is null ? "removed"
                : (before.Inputs, before.Outputs) == (after.Inputs, after.Outputs) ? ""
                : $"was {before.Inputs} → {before.Outputs}, is now {after.Inputs} → {after.Outputs}";
            table.Add(
                before.Name,
                $"{before.Rank}",
                after is null ? "–" : $"{after.Rank}",
                PlainText.Number(before.LogCredit),
                PlainText.Number(after?.LogCredit),
                PlainText.Signed(after?.LogCredit - before.LogCredit),
                remark);
        }

        foreach (BaselineBlock added in updated.Blocks.Where(a => !old.Blocks.Any(b => b.Name == a.Name)))
        {
            table.Add(added.Name, "–", $"{added.Rank}", "–", PlainText.Number(added.LogCredit), "–", "added");
        }

        return table.ToString();
    }
}
