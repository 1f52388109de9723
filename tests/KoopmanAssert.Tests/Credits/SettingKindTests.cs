using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The kinds of values that settings have: what is read, what is refused and with which words, and how values are shown.</summary>
[TestFixture]
internal sealed class SettingKindTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void What_is_not_of_a_kind_is_refused_with_what_is()
    {
        Refused(() => new WholeNumber(1, 9).Parse("n", ["x"])).Should().Contain("'n' cannot be 'x'. Use a whole number from 1 to 9");
        Refused(() => new Fraction().Parse("f", ["0,5"])).Should().Contain("'f' cannot be '0,5'. Use a number above 0 and below 1");
        Refused(() => new Fraction().Check("f", 1)).Should().Contain("'f' cannot be '1'. Use a number above 0 and below 1");
        Refused(() => new Switch().Parse("s", ["yes"])).Should().Contain("'s' cannot be 'yes'. Use true or false");
        Refused(() => Colours().Parse("c", ["blau"])).Should().Contain("'c' cannot be 'blau'. Use red, green or blue");
    }

    [Test]
    public void What_is_of_a_kind_is_read()
    {
        new WholeNumber(1, 9).Parse("n", ["12"]).Should().Be(12, "its range is checked afterwards");
        new Fraction().Parse("f", ["5E-1"]).Should().Be(0.5);
        new Switch().Parse("s", ["True"]).Should().BeTrue();
        new[] { "red", "green", "blue" }.Select(name => Colours().Parse("c", [name])).Should().Equal(0, 1, 2);
    }

    [Test]
    public void Values_are_shown_as_text()
    {
        (new OptionalNumber(9).Text(3), new OptionalNumber(9).Text(null)).Should().Be(("3", "none"));
        (new Switch().Text(true), new Switch().Text(false)).Should().Be(("true", "false"));
        Colours().Text(1).Should().Be("green");
        new Names("GLOB").Text(["a b", "say \"c\""]).Should().Be("\"a b\" \"say \\\"c\\\"\"");
        new FixedConstants().Text([FixedInput.Parse("h=zeros"), FixedInput.Parse("rate=16000")]).Should().Be("h=zeros, rate=16000");
        new Labels().Text(["cat", "dog"]).Should().Be("cat, dog");
    }

    [Test]
    public void Some_kinds_are_lists()
    {
        new bool[] { new Names("GLOB").IsList, new FixedConstants().IsList }.Should().OnlyContain(isList => isList);
        new bool[] { new WholeNumber(1, 9).IsList, new Fraction().IsList, new Labels().IsList }.Should().OnlyContain(isList => !isList);
    }

    [Test]
    public void A_word_can_stand_for_no_name()
    {
        var names = new Names("GLOB", "auto", "layers");
        names.Parse("blocks", ["auto"]).Should().BeEmpty();
        names.Parse("blocks", ["layers"]).Should().BeEmpty();
        names.Parse("blocks", ["auto", "fc1"]).Should().Equal("auto", "fc1");
    }

    [Test]
    public void Labels_are_names_with_commas_or_the_lines_of_a_file()
    {
        new Labels().Parse("classNames", ["cat, dog ,bird"]).Should().Equal("cat", "dog", "bird");
        new Labels().Parse("classNames", [_folder.Write("cat\r\ndog\r\n\n", "names.txt")]).Should().Equal("cat", "dog");
        new Labels().Parse("classNames", [_folder.Write("cat\ndog", "cats,dogs.txt")]).Should().Equal("cat", "dog");
    }

    // A file of 1 MiB is read, and of one byte more not.
    [Test]
    public void No_file_an_empty_one_and_a_large_one_are_refused()
    {
        string large = _folder.Write(new string('x', 1 << 20), "large.txt");
        new Labels().Parse("classNames", [large]).Should().ContainSingle();
        File.AppendAllText(large, "x");
        foreach (string file in new[] { _folder.At("none.txt"), _folder.Write("", "empty.txt"), large, _folder.Path })
        {
            Refused(() => new Labels().Parse("classNames", [file])).Should()
                .Contain($"'classNames' cannot be '{file}'. Use names with commas, or a file of at most 1 MiB with one name per line");
        }
    }

    [TestCase("fc1", null, null)]
    [TestCase(null, "fc1", null)]
    [TestCase(null, null, "fc1")]
    public void Globs_are_those_of_blocks_splits_and_kernels(string? blocks, string? split, string? kernels)
    {
        AnalysisSettings settings = AnalysisSettings.Regression with { Blocks = [], Split = [], Kernels = [] };
        settings.HasGlobs.Should().BeFalse();
        (settings with { Blocks = List(blocks), Split = List(split), Kernels = List(kernels) }).HasGlobs.Should().BeTrue();

        static string[] List(string? name) => name is null ? [] : [name];
    }

    [Test]
    public void All_settings_but_the_version_of_the_partition_are_compared()
    {
        AnalysisSettings settings = AnalysisSettings.Regression;
        settings.Listed().Except(settings.Compared()).Select(s => s.Name).Should().Equal("partition");
    }

    private static Choice<int> Colours() => new([0, 1, 2], i => new[] { "red", "green", "blue" }[i]);

    private static string Refused(Action read)
    {
        SettingsException refused = read.Should().Throw<SettingsException>().Which;
        refused.Code.Should().Be(DiagnosticCodes.Usage);
        return refused.Message;
    }
}
