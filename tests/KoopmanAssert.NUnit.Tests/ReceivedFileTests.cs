using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A failed test leaves the baseline that an update would write, in its output folder and nowhere else.</summary>
[TestFixture]
public class ReceivedFileTests
{
    private static readonly string ProjectFolder = Repository.At("tests", "KoopmanAssert.NUnit.Tests");
    private TestFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Drift_leaves_the_bytes_that_an_update_would_write()
    {
        string baseline = _folder.Baseline(
            _folder.Network("net.onnx"),
            new Tolerance { Stated = [new StatedTolerance("fc*", 2, ToleranceUnit.Block)], RankChange = 3 });
        string retrained = _folder.Retrained("retrained.onnx", new DenseLayer("fc2", Scale: 2));

        var verdict = BaselineVerdict.Judge(_folder.Analyse(retrained), baseline);

        CreditReport measured = CreditAnalysis.Run(retrained, _folder.Samples, null, new AnalysisOptions { MeasureNoise = true });
        CreditBaseline.Create(measured, baseline, verdict.Comparison.Baseline.Tolerance).Save();
        Assert.That(File.ReadAllBytes(verdict.ReceivedFile!), Is.EqualTo(File.ReadAllBytes(baseline)));
        Assert.That(_folder.Analyse(retrained), Credits.MatchBaseline(baseline));
    }

    [Test]
    public void A_missing_baseline_leaves_the_bytes_that_init_would_write()
    {
        string model = _folder.Network("net.onnx"), baseline = _folder.At("net.credits.json");
        string message = Assert.Throws<BaselineException>(() => BaselineVerdict.Judge(_folder.Analyse(model), baseline))!.Message;

        _folder.Baseline(model, Tolerance.Default);
        Assert.That(File.ReadAllBytes(ReceivedIn(message)), Is.EqualTo(File.ReadAllBytes(baseline)));
    }

    [Test]
    public void The_file_is_named_in_the_message_lies_in_the_output_folder_and_is_attached()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        var failure = Failure.Of(() => Assert.That(moved, Credits.MatchBaseline(baseline)));

        string received = ReceivedIn(failure.Message);
        Assert.That(received, Does.StartWith(AppContext.BaseDirectory).And.EndsWith("net.credits.received.json"));
        string page = Path.ChangeExtension(received, "html");
        Assert.That(failure.Message, Does.Contain($"HTML report: {page}"));
        Assert.That(failure.Attachments.Select(a => a.FilePath), Is.EqualTo(new[] { received, page }));
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>").And.Contain("KOOP0001"));
    }

    [Test]
    public void A_baseline_that_holds_leaves_and_attaches_nothing()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"));
        var verdict = BaselineVerdict.Judge(CreditBaseline.Load(baseline));
        Assert.That(verdict.ReceivedFile, Is.Null);
        Assert.That(verdict.Message, Is.Empty);
    }

    [Test]
    [NonParallelizable]
    public void The_files_are_handed_to_whoever_attaches_them()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        var failed = new List<BaselineVerdict>();
        BaselineGate.Failed = failed.Add;
        try
        {
            var verdict = BaselineVerdict.Judge(moved, baseline);
            Assert.That(BaselineVerdict.Judge(_folder.Analyse(_folder.At("net.onnx")), baseline).Holds, Is.True);
            Assert.That(failed, Is.EqualTo(new[] { verdict }));
            Assert.That((File.Exists(failed[0].ReceivedFile), File.Exists(failed[0].Page)), Is.EqualTo((true, true)));
            Assert.Throws<NetworkDriftException>(() => Shift(baseline).EnsureHeld());
            Assert.That(failed, Has.Count.EqualTo(2));
        }
        finally
        {
            BaselineGate.Failed = null;
        }
    }

    // The model at the baseline's path is the retrained one.
    private CreditBaseline Shift(string baseline)
    {
        File.Copy(_folder.At("retrained.onnx"), _folder.At("net.onnx"), overwrite: true);
        return CreditBaseline.Load(baseline);
    }

    [Test]
    public void A_retry_fails_again()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        string first = Failure.Of(() => Assert.That(moved, Credits.MatchBaseline(baseline))).Message;
        Assert.That(Failure.Of(() => Assert.That(moved, Credits.MatchBaseline(baseline))).Message, Is.EqualTo(first));

        File.Delete(baseline);
        Assert.Throws<BaselineException>(() => Assert.That(moved, Credits.MatchBaseline(baseline)));
        Assert.Throws<BaselineException>(() => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void Parallel_tests_that_fail_on_one_baseline_all_have_the_file()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        var verdicts = new BaselineVerdict[8];
        Parallel.For(
            0,
            verdicts.Length,
            new ParallelOptions { MaxDegreeOfParallelism = verdicts.Length },
            i => verdicts[i] = BaselineVerdict.Judge(moved, baseline));
        Assert.That(verdicts.Select(v => v.ReceivedFile), Is.All.Not.Null);
    }

    [Test]
    public void Baselines_of_one_name_in_two_folders_leave_two_files()
    {
        using var other = new TestFolder();
        (string baseline, CreditReport moved) = _folder.Drifted();
        (string otherBaseline, CreditReport otherMoved) = other.Drifted(new DenseLayer("fc1", Scale: 3));
        Assert.That(
            BaselineVerdict.Judge(moved, baseline).ReceivedFile,
            Is.Not.EqualTo(BaselineVerdict.Judge(otherMoved, otherBaseline).ReceivedFile));
    }

    [TestCase("true")]
    [TestCase("false")]
    [NonParallelizable]
    public void Nothing_is_written_into_the_source_folder_on_a_build_server_or_elsewhere(string ci)
    {
        string? before = Environment.GetEnvironmentVariable("CI");
        Dictionary<string, string> files = Contents(ProjectFolder), others = Contents(_folder.Path);
        try
        {
            Environment.SetEnvironmentVariable("CI", ci);
            CreditReport moved = CreditAnalysis.Run(Wide(), Repository.SmallDigits);
            var failure = Failure.Of(() => Assert.That(moved, Credits.MatchBaseline("Data/fc.credits.json")));
            Assert.That(failure.Message, Does.Contain("KOOP0004"));
            Assert.Throws<BaselineException>(() => Assert.That(moved, Credits.MatchBaseline("Data/missing.credits.json")));
            File.Delete(_folder.At("wide.onnx"));
            Assert.That(Contents(ProjectFolder), Is.EqualTo(files));
            Assert.That(Contents(_folder.Path), Is.EqualTo(others));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CI", before);
        }
    }

    // Another network on the digits.
    private string Wide()
    {
        File.WriteAllBytes(_folder.At("wide.onnx"), DenseNetwork.OfInputs(81, new DenseLayer("fc1", 20), new DenseLayer("fc2", 10)));
        return _folder.At("wide.onnx");
    }

    private static string ReceivedIn(string message) => message.Split("Received file for review: ")[1].Split('\n')[0].Trim();

    private static Dictionary<string, string> Contents(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).StartsWith("bin", StringComparison.Ordinal)
            && !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal))
        .ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
