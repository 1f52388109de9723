using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The table of settings: schema and README follow from it, and each setting is read as it is written.</summary>
public sealed class SettingsSchemaTests
{
    private const string Indent = "      ";
    private const int LineLength = 140;

    private const string SettingsHeader
        = "| Option | In the baseline | Default | Takes | What it is |\n|---|---|---|---|---|\n";

    [Test]
    public void The_schema_holds_the_table_of_settings()
    {
        string schema = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src/KoopmanAssert/Baselines", BaselineFormat.Schema));
        string expected = Render();

        if (!schema.ReplaceLineEndings("\n").Contains(expected, StringComparison.Ordinal))
        {
            Assert.Fail($"{BaselineFormat.Schema} lacks this text, the settings as the table gives them:\n{expected}");
        }
    }

    [Test]
    public void The_table_of_settings_is_that_of_the_code()
    {
        string expected = string.Concat(AnalysisSettings.Table.Select(Row).Prepend(SettingsHeader));
        string readme = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src/KoopmanAssert.Tool/README.md"));
        if (!readme.ReplaceLineEndings("\n").Contains(expected, StringComparison.Ordinal))
        {
            Assert.Fail($"The README of the tool does not hold this table, the settings as the code gives them:\n{expected}");
        }
    }

    [Test]
    public void Every_setting_is_in_the_table_once()
    {
        int properties = typeof(AnalysisSettings).GetProperties().Count(p => p.SetMethod is not null);
        AnalysisSettings.Table.Should().HaveCount(properties);
        AnalysisSettings.Table.Select(s => s.Name).Should().OnlyHaveUniqueItems();
        AnalysisSettings.Table.Select(s => s.Option).Should().OnlyHaveUniqueItems();
    }

    [TestCaseSource(nameof(Others))]
    public void Every_setting_is_read_as_it_is_written_and_typed(string name, string[] typed)
    {
        Setting setting = AnalysisSettings.Table.Single(s => s.Name == name);
        AnalysisSettings changed = setting.Parse(typed, AnalysisSettings.Regression);

        setting.Text(changed).Should().NotBe(setting.Text(AnalysisSettings.Regression));
        string line = SettingsText.Line(changed);
        AnalysisSettings read = SettingsText.Read(LocatedJson.Parse(new JsonText("line", Encoding.UTF8.GetBytes(line))));
        read.Listed().Should().Equal(changed.Listed());
        SettingsText.Line(read).Should().Be(line);
    }

    [Test]
    public void A_baseline_without_an_optional_setting_is_read_and_written_as_it_was()
    {
        string line = SettingsText.Line(AnalysisSettings.Regression);
        line.Should().NotContain("classNames");
        AnalysisSettings read = SettingsText.Read(LocatedJson.Parse(new JsonText("line", Encoding.UTF8.GetBytes(line))));
        read.ClassNames.Should().BeEmpty();
    }

    [Test]
    public void Class_names_come_with_commas_or_from_a_file()
    {
        Setting names = AnalysisSettings.Table.Single(s => s.Name == "classNames");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "cat\r\nlarge dog\n");
            names.Parse([file], AnalysisSettings.Regression).ClassNames.Should().Equal("cat", "large dog");
        }
        finally
        {
            File.Delete(file);
        }

        names.Parse(["cat, large dog"], AnalysisSettings.Regression).ClassNames.Should().Equal("cat", "large dog");
    }

    private static IEnumerable<TestCaseData> Others()
    {
        Dictionary<string, string[]> typed = new()
        {
            ["profile"] = ["paper"],
            ["classes"] = ["none"],
            ["classNames"] = ["cat,dog"],
            ["alignment"] = ["gaussian"],
            ["observable"] = ["identity"],
            ["steps"] = ["7"],
            ["volume"] = ["eigen"],
            ["rankRule"] = ["energy:0.5"],
            ["rankTolerance"] = ["1e-4"],
            ["provider"] = ["cuda"],
            ["pixels"] = ["imagenet"],
            ["csvHeader"] = ["no"],
            ["fixed"] = ["x=zeros"],
            ["partition"] = ["1"],
            ["standardise"] = ["true"],
        };
        return AnalysisSettings.Table.Select(
            s => new TestCaseData(s.Name, typed.GetValueOrDefault(s.Name, ["3"])).SetArgDisplayNames(s.Name));
    }

    private static string Row(Setting setting)
    {
        string value = setting.Text(AnalysisSettings.Regression), takes = setting.HelpName.Replace("|", "`, `");
        string shown = value is "" or "none" ? "" : $"`{value}`";
        string range = setting.Range.Length > 0 ? $", {setting.Range}" : "";
        string note = setting.Note.Length > 0 ? $" {setting.Note}" : "";
        return $"| `{setting.Option}` | `{setting.Name}` | {shown} | `{takes}`{range} | {setting.Help}{note} |\n";
    }

    private static string Render()
    {
        string[] names = [.. AnalysisSettings.Table.Where(s => !s.IsOptional).Select(s => $"\"{s.Name}\"")];
        IEnumerable<string> properties = AnalysisSettings.Table.Select(
            s => $"{Indent}  \"{s.Name}\": {{ {s.Schema}, \"description\": {JsonSerializer.Serialize(s.Help, Readable)} }}");
        return $"{Indent}\"required\": [\n{Wrapped(names)}\n{Indent}],\n"
            + $"{Indent}\"properties\": {{\n{string.Join(",\n", properties)}\n{Indent}}}\n";
    }

    private static JsonSerializerOptions Readable { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Wrapped(string[] names)
    {
        List<string> lines = [$"{Indent}  {names[0]}"];
        foreach (string name in names[1..])
        {
            bool fits = lines[^1].Length + name.Length + 2 <= LineLength;
            lines[^1] += fits ? $", {name}" : ",";
            if (!fits)
            {
                lines.Add($"{Indent}  {name}");
            }
        }

        return string.Join('\n', lines);
    }
}
