using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Which computation gave the operators, in words.</summary>
internal static class RouteText
{
    /// <summary>What an operator was computed from.</summary>
    public static string Describe(KoopmanRoute route) => route switch
    {
        KoopmanRoute.Gram => "Gram matrices",
        KoopmanRoute.Triangle => "QR triangles",
        _ => "whole matrices",
    };

    /// <summary>What those of some blocks were computed from; which blocks, where it is not the same for all.</summary>
    public static string Describe(IReadOnlyList<BlockCredit> blocks)
    {
        IReadOnlyList<IGrouping<KoopmanRoute, BlockCredit>> routes = [.. blocks.GroupBy(b => b.Route)];
        return string.Join(
            ", ",
            routes.Select(r => routes.Count == 1 ? Describe(r.Key) : $"{Describe(r.Key)} ({string.Join(", ", r.Select(b => PlainText.Safe(b.Name)))})"));
    }
}
