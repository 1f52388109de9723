using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>diff A B</c>: compares two models or two baselines, block by block.</summary>
internal static class DiffCommand
{
    private const string Description = """
        Compares two models (with --samples) or two baselines, block by block. With --equivalent, two builds of one model, such as a
        quantised copy: how far the outputs of each block lie from those that the first model computes.

        Example: koopman-assert diff old.onnx new.onnx --samples samples/mnist.npy
        """;

    public static Command Create()
    {
        Argument<string> left = CommonOptions.NoOption(
            new Argument<string>("A") { Description = "A model or a baseline, the reference." });
        Argument<string> right = CommonOptions.NoOption(
            new Argument<string>("B") { Description = "The model or baseline to compare with it." });
        Option<string?> samples = CommonOptions.Samples(required: false);
        Option<string?> gate = CommonOptions.NotEmpty(new Option<string?>("--baseline")
        {
            HelpName = "BASELINE",
            Description = "Compare by the tolerance that this baseline has learnt (default: the one beside A or B).",
        });
        Option<string[]> tolerance = CommonOptions.Tolerance();
        Option<int?> rankChange = CommonOptions.RankChange();
        Option<string?> report = CommonOptions.NotEmpty(new Option<string?>("--report")
        {
            HelpName = "FILE.html",
            Description = "Write a page that shows two models side by side.",
        });
        Option<bool> equivalent = new("--equivalent") { Description = "Compare two builds of one model by what their blocks compute." };
        Option<double?> maxError = new("--max-error")
        {
            HelpName = "X",
            CustomParser = CommonOptions.Number,
            Description = "With --equivalent, the largest relative error that is allowed (default: 0.1).",
        };
        Option<bool> json = CommonOptions.Json();
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("diff", Description)
        {
            left, right, samples, gate, tolerance, rankChange, report, equivalent, maxError, json,
        };
        run.AddTo(command);
        settings.AddTo(command);
        CommonOptions.Rule(command, result => !result.GetValue(equivalent)
            && (result.GetValue(json) || result.GetResult(maxError) is not null)
                ? "--json and --max-error go with --equivalent."
                : null);
        CommonOptions.Rule(command, result => result.GetValue(equivalent)
            && new Option[] { gate, tolerance, rankChange, report }.Any(option => result.GetResult(option) is not null)
                ? "--equivalent takes --max-error and --json; --baseline, --tolerance, --rank-change and --report compare credits."
                : null);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string a = parsed.GetRequiredValue(left), b = parsed.GetRequiredValue(right);
            if (parsed.GetValue(equivalent))
            {
                RefuseBaseline(a, b);
                return Task.FromResult(Compare(
                    a, b, Required(parsed.GetValue(samples)), parsed.GetValue(maxError), parsed.GetValue(json), settings.Read(parsed),
                    running, cancellation));
            }

            ReportFile? page = parsed.GetValue(report) is { } path ? ReportFile.Page(path) : null;
            if (IsBaseline(a) && IsBaseline(b))
            {
                RefusePage(page, a);
                Output.Write(BaselineChange.Table(CreditBaseline.Load(a), CreditBaseline.Load(b)));
                return Task.FromResult(ExitCodes.Held);
            }

            RefuseBaseline(a, b);
            bool isStated = parsed.GetValue(tolerance) is { Length: > 0 } || parsed.GetValue(rankChange) is not null;
            AnalysisSettings method = settings.Read(parsed);
            CreditBaseline? learnt = DiffGate.Find(a, b, parsed.GetValue(gate), parsed.GetValue(samples), method, isStated);
            method = learnt?.Settings ?? method;
            string file = Required(parsed.GetValue(samples)
                ?? (learnt is null ? null : NamedFiles.Use(learnt, () => learnt.SamplesPath, model: a)));
            CreditReport accepted = Analyse(a, noise: true);
            CreditBaseline reference = learnt is not null ? DiffGate.Around(learnt, accepted)
                : CreditBaseline.Create(
                    accepted, a, CommonOptions.ReadTolerance(parsed.GetValue(tolerance), parsed.GetValue(rankChange)));
            BaselineComparison comparison = reference.Compare(Analyse(b, noise: false));
            int exit = ExitCodes.For(comparison);
            page?.Write(
                new CheckReport([CheckedBaseline.Create(comparison, exit) with { AcceptedAnalysis = accepted }]),
                BaselineEdit.Wait(cancellation));
            Output.Show(
                ComparisonText.Table(comparison, Screen.Output.Width) + ComparisonText.Lines(b, comparison)
                + DiffGate.Note(comparison, learnt, isStated));
            return Task.FromResult(exit);

            CreditReport Analyse(string model, bool noise) => ProgressLine.Run(model, progress =>
            {
                AnalysisOptions options = learnt is null ? running.For(noise, progress) : running.For(learnt, noise, progress);
                return page is null ? Run(CreditDetails.None) : PageAnalysis.Run(method, Run);
                CreditReport Run(CreditDetails details) =>
                    running.Runner.Run(model, file, method, options with { Details = details }, cancellation);
            });
        });
        return command;
    }

    private static int Compare(
        string a, string b, string samples, double? maxError, bool json, AnalysisSettings settings, RunSettings running,
        CancellationToken cancellation)
    {
        double allowed = maxError ?? EquivalenceReport.DefaultTolerance;
        if (!(allowed >= 0 && double.IsFinite(allowed)))
        {
            throw SettingCheck.Wrong("--max-error", $"{allowed}", "0 or more, such as 0.01 for 1 %");
        }

        EquivalenceReport report = ProgressLine.Run(b, progress => running.Workers.Compare(
            a, b, samples, settings, running.For(measureNoise: false, progress), cancellation));
        Output.Write(json ? EquivalenceText.RenderJson(report, allowed) : EquivalenceText.Render(report, allowed));
        return report.IsEquivalent(allowed) ? ExitCodes.Held : ExitCodes.Drift;
    }

    private static string Required(string? samples) => samples ?? throw new SettingsException(
        DiagnosticCodes.Usage, null, "comparing two models requires samples.", "Add --samples FILE.");

    private static void RefusePage(ReportFile? page, string baseline)
    {
        if (page is not null)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                baseline,
                "is a baseline; --report can compare only models.",
                "Give two models with --samples, or make a page of one baseline: koopman-assert report BASELINE");
        }
    }

    private static bool IsBaseline(string path) => path.EndsWith(CreditBaseline.FileSuffix, StringComparison.Ordinal);

    private static void RefuseBaseline(string a, string b)
    {
        if (IsBaseline(a) || IsBaseline(b))
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                IsBaseline(a) ? b : a,
                "cannot be compared with a baseline.",
                "Give two models or two baselines. To compare a model with its baseline, use check.");
        }
    }
}
