using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Reports;

/// <summary>The words of the page, for a reader who has never met them.</summary>
internal static class Glossary
{
    private static readonly (string Word, string Meaning)[] Words =
    [
        ("block", "A part of the network, mostly a layer, between two places where its values can be read."),
        ("credit", "The network is run on samples, and the best linear map from what enters a block to what leaves it is computed. Its log-credit is the log of the volume that it makes of a unit volume: above 0 the block stretches, below 0 it shrinks. It depends on what the block has learnt, and stays put when nothing changed."),
        ("nat", "The unit of a natural logarithm: 0.7 nats are a factor of 2, 2.3 nats a factor of 10."),
        ("z", "How far a figure lies from the mean of the accepted models, counted in what honest retraining moves it: about 2 in 3 honest retrains lie within 1, and 19 in 20 within 2."),
        ("score", "The mean of the three largest |z| of the network. Where it exceeds what is allowed, the gate fails."),
        ("effective rank", "How many directions pass a block at all; what is at or below the rank tolerance times the largest counts as noise."),
        ("residual", "The share of the block's output that no linear map explains on these samples."),
        ("condition", "How unequally the samples fill the directions of the input: the ratio of the strongest to the weakest."),
        ("noise floor", "How far float32 rounding alone moves the credit. No tolerance can be smaller than six of them."),
        ("kernel", "One output channel or unit of a block; its credit is that of its own rows of the linear map."),
        ("log-sensitivity", "How far a change of this block changes the volume of the whole network."),
    ];

    /// <summary>The section.</summary>
    public static Html Render() => Html.From($"""
        <section class="glossary">
        <h2 id="glossary">What the words mean</h2>
        <dl>
        {Html.From(Words.Concat(FigureRule.All.Select(rule => (Word: rule.Words, Meaning: rule.Sentence))).Select(w => Html.From($"<div><dt>{w.Word}</dt><dd>{w.Meaning}</dd></div>\n")))}</dl>
        </section>

        """);
}
