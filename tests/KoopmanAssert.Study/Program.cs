// Measures the gate on panels of real networks: how well it tells honest retrains from regressions, and names the block at fault.
using System.CommandLine;
using KoopmanAssert;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Study;

Argument<string> panel = new("PANEL") { Description = "A folder with a folder an architecture, each with models and an index.json." };
Option<string[]> samples = new("--samples")
{
    HelpName = "ARCH=FILE",
    Required = true,
    AllowMultipleArgumentsPerToken = true,
    Description = "The samples of each architecture."
};
Option<string?> labels = new("--labels")
{
    HelpName = "FILE",
    Description = "The class of each sample, for the peers' test accuracy; without it, no peers."
};
Option<string?> cache = new("--cache")
{
    HelpName = "FOLDER",
    Description = "Keep analyses in this folder, so that another score is quick to try; empty it when what an analysis computes changes."
};
Option<int> count = new("--count") { HelpName = "N", DefaultValueFactory = _ => 400, Description = "Samples to analyse." };
Option<string> classes = new("--classes")
{
    HelpName = "OUTPUT",
    DefaultValueFactory = _ => "auto",
    Description = "As the tool's option: none for networks that are no classifiers."
};
Option<string?> json = new("--json") { HelpName = "FILE", Description = "Write the results as JSON too." };
Option<bool> planted = new("--planted")
{
    Description = "Damage each block of the accepted model, and of a retrain, and see which block is named."
};
Option<bool> diagnosis = new("--diagnosis") { Description = "Only diagnose, without the scores, their learning curve and the peers." };
Option<bool> rolling = new("--rolling") { Description = "Only update a gate to ten honest retrains, and see what it finds then." };
Option<bool> labelled = new("--judge-labels") { Description = "Give the labels to the gate, too, which judges figures of them then." };
RootCommand root = new("Measures the gate on panels of real networks.")
    { panel, samples, labels, cache, count, classes, json, planted, diagnosis, rolling, labelled };
root.Validators.Add(result =>
{
    if (result.GetValue(labelled) && result.GetValue(labels) is null)
    {
        result.AddError("--judge-labels needs the labels: add --labels FILE.");
    }
});
root.SetAction(parsed =>
{
    var files = parsed.GetRequiredValue(samples).Select(s => s.Split('=', 2))
        .ToDictionary(s => s[0], s => s[1], StringComparer.Ordinal);
    AnalysisSettings settings = AnalysisSettings.Regression with
    {
        MaxSamples = parsed.GetValue(count),
        Classes = ClassOutput.Parse(parsed.GetRequiredValue(classes)),
    };
    long[]? truth = parsed.GetValue(labels) is { } path && SampleSet.Load(path, int.MaxValue) is var read
        ? read.Arrays[0].Rows<long>(0, read.Count)
        : null;
    var analyses = new AnalysisCache(parsed.GetValue(cache), parsed.GetValue(labelled) ? parsed.GetValue(labels) : null);
    if (parsed.GetValue(rolling))
    {
        Console.Write(StudyText.OfRolling(Panel.Read(parsed.GetRequiredValue(panel), files)
            .Select(p => (p.Name, new RollingStudy(p, analyses, settings).Run()))));
        return;
    }

    List<ArchitectureResult> results = [.. Panel.Read(parsed.GetRequiredValue(panel), files)
        .Select(p => new ArchitectureStudy(p, analyses, truth, settings, parsed.GetValue(planted))
            .Run(!parsed.GetValue(diagnosis)))];
    Console.Write(StudyText.Of(results));
    if (parsed.GetValue(json) is { } file)
    {
        File.WriteAllText(file, StudyJson.Of(results) + "\n");
    }
});
return root.Parse(args).Invoke();
