using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// What an update makes of the globs of a baseline if the blocks of its model have other names: a block that a glob matched by the name in
/// the baseline stays matched.
/// </summary>
/// <param name="old">The baseline.</param>
/// <param name="report">The analysis of the model that takes its place, with its own names.</param>
internal sealed class NewNames(CreditBaseline old, CreditReport report)
{
    private readonly Dictionary<string, string> _renamed = ReportAlignment.Create(old, report).Renamed
        .ToDictionary(pair => pair.Accepted, pair => pair.Current, StringComparer.Ordinal);

    /// <summary>The globs, each with the new names of blocks that it no longer matches; without those that match nothing.</summary>
    public IReadOnlyList<string> Follow(IReadOnlyList<string> globs) => [.. globs.SelectMany(Follow).Distinct()];

    /// <summary>The tolerance, whose rules are for the same blocks.</summary>
    public Tolerance Follow(Tolerance tolerance) => _renamed.Count == 0 ? tolerance : tolerance with
    {
        Stated = [.. tolerance.Stated.SelectMany(rule => Follow(rule.Blocks).Select(glob => rule with { Blocks = glob }))],
    };

    private IEnumerable<string> Follow(string glob)
    {
        string[] renamed = [.. old.Blocks
            .Where(b => Glob.Matches(glob, b.Name))
            .Select(b => _renamed.GetValueOrDefault(b.Name))
            .OfType<string>()
            .Where(name => !Glob.Matches(glob, name))];
        return renamed.Length == 0 || report.Blocks.Any(b => Glob.Matches(glob, b.Name)) ? [glob, .. renamed] : renamed;
    }
}
