using System.Security.Cryptography;
using System.Text;
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
        Record("Severity=error").Write([_model, _model], [_report], DateTime.UtcNow);
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
    public void A_file_in_the_place_of_another_with_its_size_and_time_changed()
    {
        LetTheRecordAge();
        File.WriteAllText(At("other"), "MODEL");
        File.SetLastWriteTimeUtc(At("other"), Long);
        File.Move(At("other"), _model, overwrite: true);
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
    }

    [Test]
    public void A_file_that_is_written_in_place_with_its_time_set_back_changed()
    {
        LetTheRecordAge();
        File.WriteAllText(_model, "MODEL");
        File.SetLastWriteTimeUtc(_model, Long);
        Record("Severity=error").Change().Should().Be($"'{_model}' changed");
    }

    [Test]
    public void A_copy_of_equal_content_and_time_did_not_change_and_is_read_once()
    {
        File.Copy(_model, At("other"));
        File.SetLastWriteTimeUtc(At("other"), Long);
        File.Move(At("other"), _model, overwrite: true);
        string before = File.ReadAllText(At("record"));
        Record("Severity=error").Change().Should().BeNull();
        string after = File.ReadAllText(At("record"));
        after.Should().NotBe(before, "the copy is another file");
        Record("Severity=error").Change().Should().BeNull();
    }

    [Test]
    [Platform("Linux,Win", Reason = "the other systems have no change time: the content is always read")]
    public void A_file_that_has_not_changed_for_long_is_not_read()
    {
        LetTheRecordAge();
        PretendOtherContent();
        LetTheRecordAge();
        Record("Severity=error").Change().Should().BeNull("only a reader of the content would see the difference");
    }

    [Test]
    public void A_file_that_changed_just_before_the_record_is_read()
    {
        PretendOtherContent();
        Record("Severity=error").Change().Should().Be($"'{_model}' changed", "a change within the same tick leaves no trace");
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
        record.Write([_model], [], DateTime.UtcNow);
        record.Change().Should().BeNull();
        record.Delete();
        record.Change().Should().Be("no check has succeeded yet");
        record.Delete();
    }

    // As if the record had been written a minute later: the files then changed long before it.
    private void LetTheRecordAge() => File.SetLastWriteTimeUtc(At("record"), DateTime.UtcNow.AddMinutes(1));

    /// <summary>Replaces what the record knows of the model's content, and its first line, the hash of all others.</summary>
    private void PretendOtherContent()
    {
        string content = Convert.ToBase64String(SHA256.HashData("model"u8));
        string[] lines = [.. File.ReadAllLines(At("record")).Skip(1).Select(l => l.Replace(content, "other", StringComparison.Ordinal))];
        lines.Should().Contain(l => l.Contains("other", StringComparison.Ordinal));
        string seal = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n", lines))));
        File.WriteAllLines(At("record"), [seal, .. lines]);
    }

    private CheckRecord Record(params string[] settings) => new(At("record"), settings);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
