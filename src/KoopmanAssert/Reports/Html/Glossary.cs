using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Reports;

/// <summary>The terms of the page, for a reader who does not know them.</summary>
internal static class Glossary
{
    private static readonly (string Term, string Meaning)[] Terms =
    [
        ("block", "A part of the network, usually a layer, between two places where its values can be read."),
        ("credit", "The network runs on samples, and the best linear map from the inputs of a block to its outputs is computed. "
            + "Its log-credit is the logarithm of the volume into which this map turns a unit volume: above 0 the block stretches, below 0 "
            + "it shrinks. It depends on what the block has learnt and does not change unless the network does. Per dimension it is "
            + "divided by the number of directions, so that blocks of different sizes compare; a total is not."),
        ("nat", "The unit of a natural logarithm: 0.7 nats are a factor of 2, 2.3 nats a factor of 10."),
        ("z", "How far a figure lies from the mean of the accepted models, in standard deviations of legitimate retraining: about 2 in 3 "
            + "legitimate retrains lie within 1, and 19 in 20 within 2."),
        ("score", "The mean of the three largest |z| of the network. If it exceeds its limit, the gate fails."),
        ("limit", "How far a figure may lie from the mean of the accepted models. It follows from how far accepted retrains differ and "
            + "from the rate of false alarms that the baseline allows."),
        ("accepted retrain", "A model that was trained as the accepted one was and is known to be good. The limits are learnt from these."),
        ("effective rank", "The number of directions that pass through a block. Singular values of at most the rank tolerance times the "
            + "largest one count as noise."),
        ("singular values", "How many times the block stretches each direction of its inputs, strongest first."),
        ("residual", "The share of the block's output that no linear map explains on these samples."),
        ("condition", "How unequally the samples fill the directions of the input: the ratio of the strongest to the weakest."),
        ("noise floor", "How far float32 rounding alone moves the credit. A tolerance cannot be smaller than six noise floors."),
        ("kernel", "One output channel or unit of a block; its credit is that of its own rows of the linear map."),
        ("log-sensitivity", "How far a change of this block changes the volume of the whole network."),
    ];

    private static readonly Dictionary<string, string> Meanings =
        Terms.Concat(FigureRule.All.Select(rule => (Term: rule.Words, Meaning: rule.Sentence))).ToDictionary(t => t.Term, t => t.Meaning);

    /// <summary>The terms with their meanings.</summary>
    public static IReadOnlyDictionary<string, string> All => Meanings;

    /// <summary>What a term means.</summary>
    public static string MeaningOf(string term) => Meanings[term];

    /// <summary>The section, folded up until a term is followed to it.</summary>
    public static Html Render() => Html.From($"""
        <details class="glossary"><summary><h2 id="glossary">What the terms mean</h2></summary>
        <dl>
        {Html.From(Meanings.Select(t => Html.From($"<div><dt id=\"{Term.Anchor(t.Key)}\">{t.Key}</dt><dd>{t.Value}</dd></div>\n")))}</dl>
        </details>

        """);
}
