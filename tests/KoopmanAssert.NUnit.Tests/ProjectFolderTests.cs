using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Paths are relative to the source folder of the test project; the output folder is the fallback.</summary>
[TestFixture]
public class ProjectFolderTests
{
    [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
    public void Every_baseline_of_the_project_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

    [Test]
    public void The_baselines_of_the_project_are_the_cases() =>
        Assert.That(BaselineCases.All.Select(values => values.Single()), Is.EqualTo(new[] { "Data/fc.credits.json" }));

    [Test]
    public void The_baselines_of_another_folder_are_cases_relative_to_the_project()
    {
        using var folder = new TestFolder();
        string baseline = folder.Baseline(folder.Network("net.onnx"));
        string project = Repository.At("tests", "KoopmanAssert.NUnit.Tests");
        string relative = Path.GetRelativePath(project, folder.Path);

        Assert.That(BaselineCases.In(relative).Select(values => values.Single()), Is.EqualTo(new[] { $"{relative}/net.credits.json" }));
        Assert.That(BaselineCases.In(folder.Path).Select(values => values.Single()), Is.EqualTo(new[] { baseline }));
        Assert.That(CreditBaseline.Load($"{relative}/net.credits.json"), Credits.Hold);
        Assert.That(
            Assert.Throws<BaselineException>(() => BaselineCases.In("../none"))!.Message,
            Does.StartWith(DiagnosticCodes.BaselineMissing).And.Contain(Repository.At("tests", "none")));
    }

    [Test]
    public void The_project_is_the_one_whose_tests_run() => Assert.That(
        (RunningProject.Current!.Source, RunningProject.Current.Note.IsTest),
        Is.EqualTo((Repository.At("tests", "KoopmanAssert.NUnit.Tests"), true)));

    [Test]
    public void Model_samples_and_baseline_are_found_from_the_source_folder()
    {
        CreditReport credits = CreditAnalysis.Run("../Data/fc.onnx", "../Data/mnist-9x9.npy");
        Assert.That(credits, Credits.MatchBaseline("Data/fc.credits.json"));
        Assert.That(File.Exists(Path.Combine(AppContext.BaseDirectory, "Data", "fc.credits.json")), Is.False, "nothing is copied");
    }

    [Test]
    public void Where_the_source_is_not_there_the_output_folder_serves()
    {
        using var folder = new TestFolder();
        string deployed = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Deployed")).FullName;
        File.Copy(folder.Baseline(folder.Network("net.onnx")), Path.Combine(deployed, "net.credits.json"), overwrite: true);
        File.Copy(folder.At("net.onnx"), Path.Combine(deployed, "net.onnx"), overwrite: true);
        File.Copy(folder.Samples, Path.Combine(deployed, "samples.npy"), overwrite: true);

        Assert.That(CreditBaseline.Load("Deployed/net.credits.json"), Credits.Hold);
        Assert.That(CreditAnalysis.Run("Deployed/net.onnx", "Deployed/samples.npy"), Credits.MatchBaseline("Deployed/net.credits.json"));
    }

    [Test]
    public void A_path_is_located_as_those_of_models_and_samples()
    {
        string project = Repository.At("tests", "KoopmanAssert.NUnit.Tests");
        Assert.That(ProjectPath.Locate("../Data/fc.onnx"), Is.EqualTo(Repository.At("tests", "Data", "fc.onnx")));
        Assert.That(ProjectPath.Locate("none.bin"), Is.EqualTo(Path.Combine(project, "none.bin")));
        Assert.That(ProjectPath.Locate(Repository.At("none.bin")), Is.EqualTo(Repository.At("none.bin")));
    }

    [Test]
    public void An_error_lists_where_the_file_was_looked_for()
    {
        string source = Repository.At("tests", "KoopmanAssert.NUnit.Tests", "models", "none.onnx"), output = Path.Combine(
            AppContext.BaseDirectory,
            "models",
            "none.onnx");
        string model = Assert.Throws<ModelException>(() => CreditAnalysis.Run("models/none.onnx", "../Data/mnist-9x9.npy"))!.Message;
        string samples = Assert.Throws<SamplesException>(() => CreditAnalysis.Run("../Data/fc.onnx", "models/none.npy"))!.Message;
        string baseline = Assert.Throws<BaselineException>(() => CreditBaseline.Load("models/none.credits.json"))!.Message;
        Assert.That(model, Does.StartWith(DiagnosticCodes.ModelMissing).And.Contain($"'{source}'").And.Contain($"'{output}'"));
        Assert.That(samples, Does.StartWith(DiagnosticCodes.SamplesMissing).And.Contain(Path.ChangeExtension(source, "npy"))
            .And.Contain(Path.ChangeExtension(output, "npy")));
        Assert.That(baseline, Does.StartWith(DiagnosticCodes.BaselineMissing).And.Contain(Path.ChangeExtension(source, "credits.json")));
    }
}
