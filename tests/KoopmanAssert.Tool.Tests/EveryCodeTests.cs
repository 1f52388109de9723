using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Tool.Terminal;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Every code is provoked, explained, and on the page of codes; and there is no way to a code that is not.</summary>
[TestFixture]
internal sealed class EveryCodeTests
{
    private const string Baseline = "fc.credits.json", Samples = "mnist-9x9.npy";
    private static readonly string[] Credits = ["credits", "fc.onnx", "--samples", Samples];
    private static readonly string[] Init = ["init", "fc.onnx", "--samples", Samples, "-o", "new.credits.json"];

    /// <summary>What provokes each code, in a folder with the fully connected network, its samples and its baseline.</summary>
    private static readonly Dictionary<string, Func<WorkFolder, ToolRun>> Provoked = new()
    {
        [DiagnosticCodes.CreditDrift] = f => Changed(f, Networks.LastLayerDoubled(RealFiles.Fc)),
        [DiagnosticCodes.RankDrift] = f => Changed(f, Networks.LastLayerOfOneUnit(RealFiles.Fc)),
        [DiagnosticCodes.BlockAdded] = OtherBlock,
        [DiagnosticCodes.BlockRemoved] = OtherBlock,
        [DiagnosticCodes.ShapeChanged] = f => Edited(f, "\"inputs\": 81", "\"inputs\": 82"),
        [DiagnosticCodes.OutputBehaviour] = f => Changed(f, Networks.ClassesTurnedRound(RealFiles.Fc)),
        [DiagnosticCodes.RetrainRefused] = f => Then(
            f,
            f.Write("doubled.onnx", Networks.LastLayerDoubled(RealFiles.Fc)),
            "accept",
            Baseline,
            "doubled.onnx"),
        [DiagnosticCodes.BaselineMissing] = f => f.Run("check", "none.credits.json"),
        [DiagnosticCodes.BaselineCorrupt] = f => Edited(f, "{", "["),
        [DiagnosticCodes.BaselineNewer] = f => Edited(f, "\"formatVersion\": 2", "\"formatVersion\": 99"),
        [DiagnosticCodes.BaselineConflicted] = f => Edited(f, "{\n", "{\n<<<<<<< HEAD\n"),
        [DiagnosticCodes.RefusedOnBuildServer] = f => f.RunWith(new Dictionary<string, string> { ["CI"] = "true" }, Init),
        [DiagnosticCodes.BaselineNotWritable] = f => ReadOnly(f),
        [DiagnosticCodes.RuleMatchesNothing] = f => f.Run([.. Init, "--tolerance", "nothing=1nats", "*=1nats"]),
        [DiagnosticCodes.SamplesChanged] = f => Then(f, f.Write(Samples, Npy.Of("<f4", "(300, 81)", Npy.Pixels(300))), "check"),
        [DiagnosticCodes.SettingsChanged] = OtherSettings,
        [DiagnosticCodes.HeldInMemory] = f => Then(f, f.Write(
            Baseline, Regex.Replace(f.Text(Baseline), "\"samples\": { \"path\": [^,]*, ", "\"samples\": { ")), "check"),
        [DiagnosticCodes.LabelsChanged] = f => Then(
            f, f.Write("labels.csv", string.Concat(Enumerable.Repeat("1\n", 1000))), "check", "--labels", "labels.csv"),
        [DiagnosticCodes.LabelsMisfit] = f => Then(f, f.Write("labels.csv", "1\n"), [.. Init, "--labels", "labels.csv"]),
        [DiagnosticCodes.BaselineExists] = f => f.Run("init", "fc.onnx", "--samples", Samples),
        [DiagnosticCodes.NotARetrain] = f => Then(
            f,
            f.Write("other.onnx", Networks.LastLayerOfOneUnit(RealFiles.Fc)),
            "accept",
            Baseline,
            "other.onnx"),
        [DiagnosticCodes.PartsIncomplete] = f => Then(f, f.Run("check", "--shard", "1/2", "--part", "1.part").Output, "merge", "1.part"),
        [DiagnosticCodes.HistoryUnavailable] = f => f.Run("history", Baseline), // a temporary folder is no repository
        [DiagnosticCodes.ModelMissing] = f => f.Run("credits", "none.onnx", "--samples", Samples),
        [DiagnosticCodes.ModelUnreadable] = f => Then(f, f.Write("fc.onnx", "no model"), Credits),
        [DiagnosticCodes.ModelRefused] = f => Then(f, f.Write("fc.onnx", Changed(m => m.Graph.Node[0].OpType = "NoSuchOperator")), Credits),
        [DiagnosticCodes.ExternalData]
            = f => Then(f, f.Write("fc.onnx", Networks.WithExternalWeight(out _, ("location", "gone.bin"))), Credits),
        [DiagnosticCodes.PartitionImpossible] = f => Then(f, f.Write("fc.onnx", Changed(MixesSamples)), Credits),
        [DiagnosticCodes.SamplesMissing] = f => f.Run("credits", "fc.onnx", "--samples", "none.npy"),
        [DiagnosticCodes.SamplesUnreadable] = f => Then(f, f.Write(Samples, "no samples"), Credits),
        [DiagnosticCodes.SamplesMisfit] = f => Then(f, f.Write(Samples, Npy.Of("<f4", "(2, 3)", new float[6])), Credits),
        [DiagnosticCodes.SamplesUnusable] = f => Then(f, f.Write(Samples, Npy.Of("<f4", "(40, 81)", new float[40 * 81])), Init),
        [DiagnosticCodes.Unreliable] = f => f.Run([.. Init, "--max-samples", "1"]),
        [DiagnosticCodes.DrawsRandomNumbers] = f => Then(f, f.Write("fc.onnx", Changed(DrawsNumbers)), Credits),
        [DiagnosticCodes.Unforeseen] = f => Maimed(f, "Google.Protobuf.dll"),
        [DiagnosticCodes.RuntimeNotLoaded] = f => Maimed(f),
        [DiagnosticCodes.RuntimeFailed] = f => Then(f, f.Write("fc.onnx", HostileNetworks.Fails()), Credits),
        [DiagnosticCodes.EnvironmentChanged] = f => Then(f, f.Write(
            Baseline,
            Regex.Replace(f.Text(Baseline), "\"figures\": { \"leadingCredit\": [^,]*", "\"figures\": { \"leadingCredit\": 99")), "check"),
        [DiagnosticCodes.OutputNotWritable] = f => Then(f, f.Write("notes.json", "{}"), "check", "--report", "notes.json"),
        [DiagnosticCodes.WorkerEnded] = f => Then(f, f.Write("fc.onnx", HostileNetworks.Crashes()), Credits),
        [DiagnosticCodes.AnalysisTimedOut] = f => f.Run([.. Credits, "--timeout", "0.001"]),
        [DiagnosticCodes.MemoryExhausted] = f => Limited(f),
        [DiagnosticCodes.FileHeld] = Held,
        [DiagnosticCodes.ProviderMissing] = f => f.Run([.. Credits, "--provider", "cuda"]),
        [DiagnosticCodes.Usage] = f => f.Run("check", "--no-such-option"),
        [DiagnosticCodes.ToleranceBelowNoise] = f => f.Run([.. Init, "--tolerance", "0.000000001"]),
        [DiagnosticCodes.TooLarge] = f => f.Run([.. Credits, "--alignment", "gaussian", "--steps", "10000"]),
    };

    /// <summary>Those of other programs than the tool, and notes, which fail nothing; and where their tests are.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        [DiagnosticCodes.BaselineChanged] = "KoopmanAssert.Tests/Baselines/FileLockTests.cs",
        [DiagnosticCodes.NoAnswer] = "KoopmanAssert.MSBuild.Tests/CheckTaskTests.cs",
        [DiagnosticCodes.ProjectUnknown] = "KoopmanAssert.Tests/Files/RunningProjectTests.cs",
        [DiagnosticCodes.BlockRenamed] = "KoopmanAssert.Tests/Drift/BlockMatchingTests.cs",
        [DiagnosticCodes.SamplesUnbalanced] = "KoopmanAssert.Tool.Tests/UnbalancedSamplesTests.cs",
        [DiagnosticCodes.QuantisedCopy] = "KoopmanAssert.Tests/Equivalence/RewriteTests.cs",
    };

    private static IEnumerable<string> Codes => Provoked.Keys;

    [Test]
    public void Every_code_is_in_the_table_and_nothing_else_is() =>
        Provoked.Keys.Concat(Elsewhere.Keys).Should().BeEquivalentTo(DiagnosticRule.All.Select(r => r.Code));

    [TestCaseSource(nameof(Codes))]
    [Category("Slow")]
    public void It_is_provoked(string code)
    {
        using var folder = WorkFolder.WithFcBaseline();
        ToolRun run = Provoked[code](folder);
        run.ExitCode.Should().BeInRange(1, 4);
        (run.Output + run.Errors).Should().Contain(code).And.NotContain("   at ").And.NotContain("Unhandled exception");
    }

    [Test]
    public void Those_of_other_programs_are_provoked_there()
    {
        foreach ((string code, string test) in Elsewhere)
        {
            string name = typeof(DiagnosticCodes).GetFields().First(f => f.GetRawConstantValue() as string == code).Name;
            File.ReadAllText(Repository.At("tests", test)).Should().ContainAny(code, $"{nameof(DiagnosticCodes)}.{name}");
        }
    }

    [Test]
    public void Explain_prints_the_entry_of_each_and_lists_all()
    {
        using var folder = new WorkFolder();
        var rule = DiagnosticRule.Find(DiagnosticCodes.WorkerEnded);
        folder.Run("explain", "koop3006").Succeeds().Output.Should().Contain(rule.Title).And.Contain(rule.Cause).And.Contain(rule.WayOut);
        string[] lines = folder.Run("explain").Succeeds().Lines;
        lines[..^1].Should().Equal(DiagnosticRule.All.Select(r => $"{r.Code}  {r.Title}"));
        lines[^1].Should().StartWith("Words: accepted, ");
        string[] words = lines[^1]["Words: ".Length..].Split(", ");
        words.Should().Contain(["credit", "nat", "S2L"]).And.BeInAscendingOrder(StringComparer.OrdinalIgnoreCase);
    }

    [Test]
    public void The_page_of_codes_says_what_explain_says()
    {
        var page = new StringBuilder(
            "# Codes\n\nWhat each code means, what causes it, and what to do. `koopman-assert explain CODE` prints the same text.\n");
        foreach (DiagnosticRule rule in DiagnosticRule.All)
        {
            page.Append($"\n## {rule.Code}: {rule.Title}\n\n{Escaped(rule.Cause)}\n\n**What to do.** {Escaped(rule.WayOut)}\n");
        }

        string path = Repository.At("src", "KoopmanAssert", "Diagnostics", "README.md");
        if (Environment.GetEnvironmentVariable("KOOPMAN_ASSERT_APPROVE") == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        File.ReadAllText(path).Should().Be(page.ToString(), "it is made from the table of rules; KOOPMAN_ASSERT_APPROVE=1 writes it anew");
    }

    // In Markdown, < starts a tag and * emphasis.
    private static string Escaped(string text)
        => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    private static ToolRun Then(WorkFolder folder, string _, params string[] arguments) => folder.Run(arguments);

    private static ToolRun Changed(WorkFolder folder, ModelProto model) => Then(folder, folder.Write("fc.onnx", model), "check");

    // A block of another name and of other dimensions has no counterpart.
    private static ToolRun OtherBlock(WorkFolder folder) => Edited(
        folder, "\"name\": \"fc4\", \"kind\": \"L2S\", \"inputs\": 24", "\"name\": \"fc5\", \"kind\": \"L2S\", \"inputs\": 25");

    private static ToolRun Edited(WorkFolder folder, string old, string changed)
    {
        string text = folder.Text(Baseline);
        text.Should().Contain(old);
        return Then(folder, folder.Write(Baseline, new Regex(Regex.Escape(old)).Replace(text, changed, 1)), "check");
    }

    private static ModelProto Changed(Action<ModelProto> change)
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        change(model);
        return model;
    }

    private static void MixesSamples(ModelProto model)
    {
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "ReduceSum", Name = "sum", Input = { "input" }, Output = { "logits" } });
    }

    private static void DrawsNumbers(ModelProto model)
    {
        model.Graph.Node.Last(n => n.OpType == "Gemm").Output[0] = "sure";
        model.Graph.Node.Add(new NodeProto { OpType = "RandomNormalLike", Input = { "sure" }, Output = { "noise" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "sure", "noise" }, Output = { "logits" } });
    }

    private static ToolRun ReadOnly(WorkFolder folder)
    {
        folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        var file = new FileInfo(folder.PathOf(Baseline)) { IsReadOnly = true };
        ToolRun run = folder.Run("update");
        file.IsReadOnly = false;
        return run;
    }

    private static ToolRun Held(WorkFolder folder)
    {
        using IDisposable held = FileLock.Take(folder.PathOf("new.credits.json"), new LockWait());
        return folder.Run(Init);
    }

    // The tool takes its settings from the baseline: only who calls the library can have others.
    private static ToolRun OtherSettings(WorkFolder folder)
    {
        CreditReport report = CreditAnalysis.Run(
            folder.PathOf("fc.onnx"),
            folder.PathOf(Samples),
            AnalysisSettings.Regression with { Snapshots = 300, MaxSamples = 400 });
        Exception failure = FluentActions.Invoking(() => CreditBaseline.Load(folder.PathOf(Baseline)).Compare(report)).Should()
            .Throw<BaselineException>()
            .Which;
        return new ToolRun("", ExitCodes.Baseline, "", failure.Message);
    }

    private static ToolRun Limited(WorkFolder folder)
    {
        folder.Write("fc.onnx", HostileNetworks.TakesAGibibyte());
        return folder.RunWith(new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "20000000" }, Credits);
    }

    // A copy of the tool without its native libraries, or without another part.
    private static ToolRun Maimed(WorkFolder folder, string? without = null)
    {
        string tool = Directory.CreateDirectory(folder.PathOf("tool")).FullName;
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory).Where(f => Path.GetFileName(f) is var name && name != without
            && (name.EndsWith(".dll") || name == "koopman-assert.runtimeconfig.json")))
        {
            File.Copy(file, Path.Combine(tool, Path.GetFileName(file)));
        }

        return ToolProcess.RunCopy(Path.Combine(tool, "koopman-assert.dll"), folder.Root, Credits);
    }
}
