using FluentAssertions;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Names of classes are read from the metadata of models as their exporters write it, and ignored if they do not fit.</summary>
[TestFixture]
internal sealed class ClassNamesTests
{
    [TestCase("""["cat", "dog", "it's"]""")] // JSON
    [TestCase("""["cat","dog","it's"]""")]
    [TestCase("""{"0": "cat", "1": "dog", "2": "it's"}""")] // id2label as JSON
    [TestCase("""{"cat": 0, "dog": 1, "it's": 2}""")] // label2id
    [TestCase("""{2: "it's", 0: 'cat', 1: 'dog'}""")] // str(dict) of Python, as Ultralytics writes it
    [TestCase("""['cat', 'dog', "it's"]""")] // str(list)
    [TestCase("""('cat', 'dog', 'it\'s',)""")] // str(tuple)
    [TestCase("cat,dog, it's")]
    [TestCase("cat;dog;it's")]
    [TestCase("cat\ndog\r\nit's\n")]
    public void Every_way_to_write_three_names_gives_the_same_three(string text) =>
        ClassNames.Read(text).Should().Equal("cat", "dog", "it's");

    [TestCase("")]
    [TestCase("[")]
    [TestCase("{0: 'cat', 2: 'dog'}")]
    [TestCase("{0: 'cat', 0: 'dog'}")]
    [TestCase("[[1, 2], [3]]")]
    [TestCase("{'a': {'b': 1}}")]
    [TestCase("cat,,dog")]
    public void What_does_not_name_each_class_once_is_no_list(string text) => ClassNames.Read(text).Should().BeEmpty();

    [TestCase("names")]
    [TestCase("classes")]
    [TestCase("Labels")]
    [TestCase("class_names")]
    [TestCase("id2label")]
    public void The_key_is_one_of_those_in_use(string key) => Find(3, (key, "cat,dog,bird")).Should().Equal("cat", "dog", "bird");

    [Test]
    public void Names_whose_number_does_not_fit_are_passed_over()
    {
        Find(2, ("names", "cat,dog,bird")).Should().BeEmpty();
        Find(3, ("classes", "3"), ("names", "cat,dog,bird")).Should().Equal("cat", "dog", "bird");
        Find(3, ("author", "cat,dog,bird")).Should().BeEmpty("it is no name of classes");
        Find(3).Should().BeEmpty();
    }

    [Test]
    public void Messages_have_the_names_of_the_settings_or_else_those_of_the_model()
    {
        using var folder = new ModelFolder();
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(RepositoryFiles.Fc));
        const string Names = "{0: 'nought', 1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e', 6: 'f', 7: 'g', 8: 'h', 9: 'i'}";
        model.MetadataProps.Add(new StringStringEntryProto { Key = "names", Value = Names });
        string path = folder.Write(model);

        NameOfFirst(AnalysisSettings.Regression).Should().Be("'nought'");
        NameOfFirst(AnalysisSettings.Regression with { ClassNames = ["null"] }).Should().Be("'null'");

        string NameOfFirst(AnalysisSettings settings)
        {
            CreditReport report = CreditAnalysis.Run(
                path, RepositoryFiles.SmallDigits, settings, new AnalysisOptions { MeasureNoise = true, Threads = 2 });
            var baseline = CreditBaseline.Create(report, folder.At("fc.credits.json"));
            return ClassEvidence.Create(baseline, report.Network!.Profile.Classes!, report.ClassNames).NameOf(0);
        }
    }

    private static IReadOnlyList<string> Find(int classes, params (string Key, string Value)[] metadata)
    {
        var model = OnnxModel.Load(RepositoryFiles.Fc);
        model.Proto.MetadataProps.AddRange(metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return ClassNames.Find(model, classes);
    }
}
