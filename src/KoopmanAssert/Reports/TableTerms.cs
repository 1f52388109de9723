namespace KoopmanAssert.Core.Reports;

/// <summary>What the words mean that head the columns of tables, and the terms of the page.</summary>
internal static class TableTerms
{
    /// <summary>How a meaning begins that refers to another word; a full stop ends the word.</summary>
    public const string Reference = "See ";

    private static readonly (string Word, string Meaning)[] OfTables =
    [
        ("E2E", "A kind of block: as many numbers come out as go in."),
        ("L2S", "A kind of block: fewer numbers come out than go in, from large to small."),
        ("S2L", "A kind of block: more numbers come out than go in, from small to large."),
        ("accepted", "The figure of the accepted model, from which the baseline was made."),
        ("accepted mean", "The mean of a figure over the accepted model and its accepted retrains."),
        ("accumulated", "The error of a block's outputs in the running network: its own and that of the blocks before it, over the norm of "
            + "the outputs."),
        ("allowed", "How far the log-credit of a block may move, in nats, where a tolerance is stated for it."),
        ("allowed from", "The least value of a figure that is within its range; the greatest is beside it (to)."),
        ("change", "How far the log-credit moved from the accepted one, in nats at the accepted rank."),
        ("ends at", "The tensors at which the block ends."),
        ("figure", "What is compared with the accepted models: of each block the credit of its leading half, its gain, the level of its "
            + "outputs and its weights; of the network its credit, and what it answers."),
        ("first", "The figure in the first commit of the baseline."),
        ("how it was accepted", "Whether an accepted retrain was within the limit, or the reason why it was accepted in spite of it."),
        ("inputs", "The numbers that go into a block per sample."),
        ("kind", "What a block does with the number of values: S2L from small to large, L2S from large to small, E2E equal to equal."),
        ("log-credit", "See credit."),
        ("models", "How many models the figure is known of."),
        ("new log-credit", "The log-credit after the update, in nats."),
        ("new rank", "The effective rank after the update."),
        ("newest", "The figure in the newest commit of the baseline."),
        ("now", "The log-credit of the model that is compared, in nats at the accepted rank."),
        ("of allowed", "How much of what is allowed was used up: above 1, or 100 %, it is too much."),
        ("old log-credit", "The log-credit before the update, in nats."),
        ("old rank", "The effective rank before the update."),
        ("operators", "The operators of the model that make up the block."),
        ("output", "An output of the network, counted from 0."),
        ("outputs", "The numbers that come out of a block per sample."),
        ("own error", "The error of a block that is fed what the first model feeds it, over the norm of its outputs."),
        ("per dimension", "The log-credit over the effective rank, so that blocks of different sizes compare; in nats."),
        ("place", "The place of a block or kernel among the others by its share, from 1."),
        ("probability", "How likely a trend this strong is if the figure does not creep."),
        ("rank", "See effective rank. Two numbers with an arrow are the accepted rank and that of now."),
        ("score then", "The score that an accepted retrain had when it was accepted."),
        ("sensitivity", "See log-sensitivity."),
        ("shape", "The inputs and outputs of a block."),
        ("share", "The share of a block or kernel in the sum of all credits per dimension, as the paper ranks them."),
        ("signal/noise", "The norm of the outputs over that of their error, in decibels: 20 dB are an error of 10 %, 40 dB of 1 %."),
        ("snapshots", "The samples, or the steps of their trajectories, that an operator was computed from."),
        ("steps", "How often a block was applied to its own output, to get more snapshots from few samples."),
        ("tau", "How steadily a figure goes one way from commit to commit (Kendall): 1 always up, −1 always down, 0 neither."),
        ("to", "The greatest value of a figure that is within its range."),
        ("value", "The figure of the model that is compared."),
    ];

    /// <summary>The words with their meanings, sorted.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(
        OfTables.ToDictionary(w => w.Word, w => w.Meaning)
            .Concat(Glossary.All.Where(term => !OfTables.Any(w => w.Word == term.Key)))
            .ToDictionary(StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>A word as it is listed, whatever its case and also in the plural; null if it is none.</summary>
    public static string? Find(string word) =>
        All.Keys.FirstOrDefault(w => Is(w, word)) ?? All.Keys.FirstOrDefault(w => Is(w, word.TrimEnd('s', 'S')));

    private static bool Is(string word, string typed) => word.Equals(typed, StringComparison.OrdinalIgnoreCase);
}
