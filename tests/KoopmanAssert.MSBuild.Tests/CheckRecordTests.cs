using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A check that held counts only as long as everything it depended on is the same.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CheckRecordTests : IDisposable
{
    private static readonly DateTime Long = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("koopman-record-");
    private readonly string _model;
    private readonly string _report;

    public CheckRecordTests()
    {
        _model = At("a b; % é.onnx");
        _report = At("report.json");
        File.WriteAllText(_model, "model");
        File.WriteAllText(_report, "report");
        File.SetLastWriteTimeUtc(_model, Long);
        Record("Severity=error").Write([_model, _model], [_report], Long.AddHours(1));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public void Nothing_changed() => Record("Severity=error").Change().Should().BeNull();

    [Test]
    public void Nothing_was_checked() => new CheckRecord(At("none"), []).Change().Should().Be("no check has succeeded yet");

    [TestCase]
    [TestCase("Severity=warning")]
    [TestCase("Severity=error", "Baseline=x")]
    public void Settings_changed(params string[] settings)
        => Record(settings).Change().Should().Be("the settings or the list of baselines changed");

    [Test]
    public void A_file_that_is_newer_older_another_or_gone_changed()
    {
        File.SetLastWriteTimeUtc(_model, Long.AddSeconds(1));
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
        File.SetLastWriteTimeUtc(_model, Long.AddYears(-10));
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
        File.WriteAllText(_model, "MODEL");
        File.SetLastWriteTimeUtc(_model, Long);
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
        File.Delete(_model);
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
        File.WriteAllText(_model, "model");
        File.SetLastWriteTimeUtc(_model, Long);
        Record("Severity=error").Change().Should().BeNull();
    }

    [Test]
    public void A_report_that_is_gone_is_written_again()
    {
        File.Move(_report, At("elsewhere"));
        Record("Severity=error").Change().Should().Be($"'{_report}' changed");
        File.Move(At("elsewhere"), _report);
    }

    [Test]
    public void An_input_that_was_written_while_the_check_ran_is_not_taken_for_checked()
    {
        var record = new CheckRecord(At("new"), []);
        record.Write([_model], [], started: Long);
        record.Change().Should().Be("no check has succeeded yet");
    }

    // What a killed build, a full disk or two builds at once leave: the files that are missing in it could change unnoticed.
    [Test]
    public void A_record_that_is_not_whole_counts_as_none()
    {
        byte[] whole = File.ReadAllBytes(At("record"));
        for (int length = 0; length < whole.Length - 2; length++)
        {
            File.WriteAllBytes(At("record"), whole[..length]);
            Record("Severity=error").Change().Should().Be("no check has succeeded yet", "of {0} bytes", length);
        }
    }

    [Test]
    public void A_check_that_begins_forgets_the_last_one()
    {
        var record = new CheckRecord(At("inner/new"), []);
        record.Write([_model], [], Long.AddHours(1));
        record.Change().Should().BeNull();
        record.Delete();
        record.Change().Should().Be("no check has succeeded yet");
        record.Delete();
    }

    private CheckRecord Record(params string[] settings) => new(At("record"), settings);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
