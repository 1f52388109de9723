namespace KoopmanAssert.Study;

/// <summary>What is wrong with a model, and what may be said about it.</summary>
/// <param name="Kind">The fault in a word.</param>
/// <param name="Block">The block at fault; null for a fault that lies in no one block.</param>
/// <param name="Allowed">The blocks that may be named.</param>
/// <param name="Causes">The causes that may be stated: those whose words are true of the fault.</param>
internal sealed record KnownFault(string Kind, string? Block, IReadOnlyList<string> Allowed, IReadOnlyList<string> Causes)
{
    // Faults of the training as a whole, by the words in the names of models. Other data is also another recipe.
    private static readonly (string Word, string[] Causes)[] Spread =
    [
        ("noise", ["noisyLabels", "underTrained", "otherRecipe"]),
        ("few", ["underTrained", "otherRecipe"]),
        ("epochs", ["underTrained", "otherRecipe"]),
        ("drop", ["missingClass", "otherRecipe"]),
        ("rare", ["missingClass", "otherRecipe"]),
        ("swap", ["swappedClasses", "otherRecipe"]),
        ("dim", ["preprocessing", "otherRecipe"]),
        ("shift", ["preprocessing", "otherRecipe"]),
        ("raw", ["preprocessing", "otherRecipe"]),
        ("lr", ["otherRecipe"]),
        ("decay", ["otherRecipe"]),
        ("prune", ["prunedWeights"]),
    ];

    /// <summary>
    /// The fault of a panel's own model by its name: -f, -m and -l lie in the first, middle and last weight, and a frozen middle layer may
    /// be named by its neighbour, which compensates.
    /// </summary>
    public static KnownFault OfName(string name, IReadOnlyList<BlockCredit> blocks)
    {
        List<string> weights = [.. blocks.SelectMany(b => b.WeightShapes.Select(_ => b.Name))], parametrised = [.. weights.Distinct()];
        string middle = weights[weights.Count / 2], kind = name.Split('-')[1];
        int at = parametrised.IndexOf(middle);
        (string, string) ends = (parametrised[0], parametrised[^1]);
        return name.Split('-')[^1] switch
        {
            "f" => In(kind, weights[0], ends),
            "l" => In(kind, weights[^1], ends),
            "m" => In(kind, middle, ends),
            "kept" => new KnownFault(kind, middle, [middle], ["frozenBlock"]),
            "mid" => new KnownFault(kind, middle, [.. parametrised.Skip(Math.Max(0, at - 1)).Take(at == 0 ? 2 : 3)], ["newBlock"]),
            _ => new KnownFault(kind, null, [], Spread.First(s => kind.StartsWith(s.Word, StringComparison.Ordinal)).Causes),
        };
    }

    /// <summary>A damage in one block.</summary>
    /// <param name="kind">The damage.</param>
    /// <param name="block">The block.</param>
    /// <param name="ends">The first block with weights, in which damage looks like other preprocessing, so that the cause names both, and
    /// the last, in which it can silence a class.</param>
    public static KnownFault In(string kind, string block, (string First, string Last) ends) => new(
        kind,
        block,
        [block],
        [
            "onlyBlockChanged", "oneBlock",
            .. kind.StartsWith("scale", StringComparison.Ordinal) ? ["scaledWeights"] : Array.Empty<string>(),
            .. kind.StartsWith("prune", StringComparison.Ordinal) ? ["prunedWeights"] : Array.Empty<string>(),
            .. block == ends.First ? ["preprocessing"] : Array.Empty<string>(),
            .. block == ends.Last ? ["missingClass"] : Array.Empty<string>(),
        ]);
}
