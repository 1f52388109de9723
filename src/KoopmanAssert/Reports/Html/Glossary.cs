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
            + "it shrinks. It depends on what the block has learnt and does not change unless the network does."),
        ("nat", "The unit of a natural logarithm: 0.7 nats are a factor of 2, 2.3 nats a factor of 10."),
        ("z", "How far a figure lies from the mean of the accepted models, in standard deviations of legitimate retraining: about 2 in 3 "
            + "legitimate retrains lie within 1, and 19 in 20 within 2."),
        ("score", "The mean of the three largest |z| of the network. If it exceeds its limit, the gate fails."),
        ("effective rank", "The number of directions that pass through a block. Singular values of at most the rank tolerance times the "
            + "largest one count as noise."),
        ("residual", "The share of the block's output that no linear map explains on these samples."),
        ("condition", "How unequally the samples fill the directions of the input: the ratio of the strongest to the weakest."),
        ("noise floor", "How far float32 rounding alone moves the credit. A tolerance cannot be smaller than six noise floors."),
        ("kernel", "One output channel or unit of a block; its credit is that of its own rows of the linear map."),
        ("log-sensitivity", "How far a change of this block changes the volume of the whole network."),
    ];

    /// <summary>The section.</summary>
    public static Html Render()
    {
        IEnumerable<(string Term, string Meaning)> all = Terms.Concat(FigureRule.All.Select(rule => (rule.Words, rule.Sentence)));
        return Html.From($"""
            <section class="glossary">
            <h2 id="glossary">What the terms mean</h2>
            <dl>
            {Html.From(all.Select(t => Html.From($"<div><dt>{t.Term}</dt><dd>{t.Meaning}</dd></div>\n")))}</dl>
            </section>

            """);
    }
}
