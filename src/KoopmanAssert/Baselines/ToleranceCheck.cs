using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Refuses tolerances that do not match a baseline's blocks.</summary>
internal static class ToleranceCheck
{
    /// <summary>
    /// Checks that every rule matches a block, that every block with kernels or without a learnt tolerance has a rule, and that no rule is
    /// tighter than six noise floors.
    /// </summary>
    /// <exception cref="BaselineException">KOOP1007 a rule without a block, or a block without a rule.</exception>
    /// <exception cref="SettingsException">KOOP4002 a tolerance below six noise floors.</exception>
    public static void Verify(CreditBaseline baseline)
    {
        IReadOnlyList<BaselineBlock> blocks = baseline.Blocks;
        string names = string.Join(", ", blocks.Select(b => b.Name));
        if (baseline.Tolerance.Stated.FirstOrDefault(r => r.Blocks != "*" && !blocks.Any(b => Glob.Matches(r.Blocks, b.Name))) is { } idle)
        {
            throw new BaselineException(
                DiagnosticCodes.RuleMatchesNothing,
                baseline.Path,
                $"has a tolerance for '{idle.Blocks}', which matches no block.",
                $"Correct or remove the rule; the blocks are: {names}.");
        }

        foreach (BaselineBlock block in blocks)
        {
            if (baseline.Tolerance.RuleFor(block.Name) is not { } rule)
            {
                if (baseline.Tolerance.Learnt is not null && block.Kernels.Count == 0)
                {
                    continue;
                }

                throw new BaselineException(
                    DiagnosticCodes.RuleMatchesNothing,
                    baseline.Path,
                    $"has no tolerance that matches the block '{block.Name}'.",
                    "Add a rule for it, or one for '*' at the end.")
                { Line = block.Line, Column = block.Column };
            }

            double least = NoiseFloor.Resolution * block.NoiseFloor;
            if (rule.Allowed(block.Rank) < least)
            {
                throw TooTight(baseline, block, rule, least);
            }
        }
    }

    private static SettingsException TooTight(CreditBaseline baseline, BaselineBlock block, StatedTolerance rule, double least)
    {
        string enough = FormattableString.Invariant($"{RoundedUp(least):G10}");
        return new SettingsException(
            DiagnosticCodes.ToleranceBelowNoise,
            baseline.Path,
            FormattableString.Invariant($"allows the block '{block.Name}' {rule.Allowed(block.Rank):G3} nats (rule '{rule.Blocks}'), ")
            + FormattableString.Invariant($"but float32 rounding alone can move its credit by {least:G3} nats."),
            $"Allow at least {enough} nats: --tolerance \"{block.Name}={enough}nats\", or a rule under \"tolerance\" in the file.")
        { Line = block.Line, Column = block.Column };
    }

    // Two digits, never below the number itself.
    private static double RoundedUp(double nats)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(nats)) - 1);
        return Math.Ceiling(nats / unit) * unit;
    }
}
