namespace KoopmanAssert.Study;

/// <summary>Where a damage was planted, so far as a model's name tells, and whether a named block is the right one.</summary>
/// <param name="Block">The block at fault.</param>
/// <param name="Allowed">The blocks that may be named.</param>
internal sealed record Planting(string Block, IReadOnlyList<string> Allowed)
{
    /// <summary>
    /// Of the panels' own damages: -f, -m and -l lie in the first, middle and last weight; a frozen middle layer may be named by its
    /// neighbour.
    /// </summary>
    /// <returns>Null for a model whose damage lies in no one place.</returns>
    public static Planting? OfName(string name, IReadOnlyList<BlockCredit> blocks)
    {
        List<string> weights = [.. blocks.SelectMany(b => b.WeightShapes.Select(_ => b.Name))];
        string middle = weights[weights.Count / 2];
        List<string> parametrised = [.. weights.Distinct()];
        int at = parametrised.IndexOf(middle);
        return name.Split('-')[^1] switch
        {
            "f" => In(weights[0]),
            "l" => In(weights[^1]),
            "m" => In(middle),
            _ when name.EndsWith("-frozen-mid", StringComparison.Ordinal) => new Planting(
                middle,
                [.. parametrised.Skip(Math.Max(0, at - 1)).Take(at == 0 ? 2 : 3)]),
            _ => null,
        };
    }

    /// <summary>Of a damage in one block.</summary>
    public static Planting In(string block) => new(block, [block]);
}
