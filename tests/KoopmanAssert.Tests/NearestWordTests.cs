using KoopmanAssert.Core.Diagnostics;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class NearestWordTests
{
    private static readonly string[] Commands = ["check", "credits", "init", "diff"];

    [TestCase("chekc", "check", Description = "two letters swapped")]
    [TestCase("chck", "check", Description = "one left out")]
    [TestCase("CREDIT", "credits", Description = "one left out, in capitals")]
    [TestCase("intit", "init", Description = "one too many")]
    [TestCase("frobnicate", null)]
    [TestCase("x", null)]
    [TestCase("", null)]
    public void The_nearest_word_is_found_if_it_is_near(string typed, string? word) =>
        Assert.That(NearestWord.Find(typed, Commands), Is.EqualTo(word));

    // The distances are counted by hand.
    [TestCase("", "abc", 3)]
    [TestCase("abc", "abc", 0)]
    [TestCase("abc", "acb", 1)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("ca", "abc", 3)]
    public void Slips_are_counted_as_optimal_string_alignment_does(string from, string to, int slips) =>
        Assert.That((NearestWord.Slips(from, to), NearestWord.Slips(to, from)), Is.EqualTo((slips, slips)));
}
