using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>What a diagnostic code means: what happened, why, and what to do. Immutable; two rules are equal when all texts are.</summary>
/// <param name="Code">The code, one of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Title">What happened, in a few words without a full stop.</param>
/// <param name="Cause">Why it happens, in full sentences.</param>
/// <param name="WayOut">What to do, in full sentences. BASELINE and MODEL stand for paths.</param>
public sealed record DiagnosticRule(string Code, string Title, string Cause, string WayOut)
{
    /// <summary>The rules of all codes, in ascending order of the codes.</summary>
    public static IReadOnlyList<DiagnosticRule> All { get; } =
    [
        new(
            DiagnosticCodes.CreditDrift,
            "A block changed more than its tolerance allows",
            "The model was retrained or replaced. The log-credit of the block moved further than its stated tolerance allows, or a "
            + "figure of its own lies beyond the range of the accepted retrains and the evidence is concentrated in this block: only its "
            + "parameters changed, or its weights stand out from those of all others.",
            "Look for what changed in the training, the data or the preprocessing of that block: run `koopman-assert report BASELINE`. If "
            + "retraining can legitimately cause it, run `koopman-assert accept BASELINE MODEL --force --reason TEXT`. If the change is "
            + "intended, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.RankDrift,
            "The effective rank of a block collapsed or changed too much",
            "Fewer directions pass through the block than before. Typical causes are dead units, a frozen or pruned layer, or inputs "
            + "that no longer vary.",
            "Look for dead units, or a frozen or pruned layer, in that block. If the change is intended, run "
            + "`koopman-assert update BASELINE`. If the rank may change this much without falling below half, raise \"rankChange\" under "
            + "\"tolerance\" in the baseline."),
        new(
            DiagnosticCodes.BlockAdded,
            "The model has a block that is not in the baseline",
            "The architecture changed: no block of the baseline has these dimensions at this place.",
            "If the change is intended, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.BlockRemoved,
            "The baseline has a block that is not in the model",
            "The architecture changed: no block of the model has these dimensions at this place.",
            "If the change is intended, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.ShapeChanged,
            "The dimensions or weights of a block differ from the baseline",
            "A layer became wider or narrower, the input size or the number of classes changed, or the exporter stores the weights in "
            + "a different layout.",
            "If the change is intended, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.OutputBehaviour,
            "The network has changed as a whole, and no single block stands out",
            "Figures lie beyond the ranges of the accepted retrains and are not concentrated in one block, as after training on other "
            + "data, other labels or with another recipe. The network may be less certain, prefer other classes, or assign many samples "
            + "of one class to another. The message states a cause if the figures show one.",
            "Check the training data, its labels and classes, the preprocessing and the recipe. If retraining can legitimately cause it, "
            + "run `koopman-assert accept BASELINE MODEL --force --reason TEXT`. If the change is intended, run "
            + "`koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.RetrainRefused,
            "The retrain differs too much from the accepted models",
            "An accepted retrain widens the limits of every later check, so `koopman-assert accept` judges it by the models accepted "
            + "before: its score is beyond their limit. `koopman-assert check` gives this code as a note if a retrain that was accepted "
            + "differs too much from the other accepted models.",
            "Look at what the retrain changed, as after a failed check. If it is legitimate, run "
            + "`koopman-assert accept BASELINE MODEL --force --reason TEXT`. `koopman-assert accept BASELINE --list` shows the score of "
            + "each accepted retrain, and `--remove SHA` removes one."),
        new(
            DiagnosticCodes.BlockRenamed,
            "Blocks of the model have other names than in the baseline",
            "The model was exported again, by another exporter or another version of it. Its blocks are the same, and are compared as "
            + "before. This is a note: the check does not fail because of it.",
            "To use the new names, run `koopman-assert update BASELINE`. Until then, stated tolerances match the names in the baseline."),
        new(
            DiagnosticCodes.QuantisedCopy,
            "The model is a copy of the accepted one in fewer bits",
            "The model was quantised to 8-bit integers, or converted to 16-bit floats. Its weights are those of the accepted model but for "
            + "rounding, at most 2 % of the samples change their class, and the outputs of other networks change by at most 10 %. "
            + "This is a note: the check does not fail because of it.",
            "There is nothing to do. If you ship this copy, make a baseline of its own for it with `koopman-assert init`."),
        new(
            DiagnosticCodes.BaselineMissing,
            "There is no baseline",
            "There is no *.credits.json file at the given path, or in the given folder and the folders below it. The message names those "
            + "that were passed over: in the output of a build, in a folder whose name begins with a dot, or in that of another project.",
            "Create one with `koopman-assert init MODEL --samples FILE` and check it in."),
        new(
            DiagnosticCodes.BaselineCorrupt,
            "The file is not a valid baseline",
            "The file is not JSON, or one of its fields is missing, unknown, duplicated or of the wrong type.",
            "Restore the file from version control, or delete it and create a new one with `koopman-assert init`."),
        new(
            DiagnosticCodes.BaselineNewer,
            "The baseline was written by a newer version",
            "The formatVersion of the file is higher than this version can read.",
            "Update KoopmanAssert to the version that wrote the file, or a later one."),
        new(
            DiagnosticCodes.BaselineConflicted,
            "The baseline contains conflict markers",
            "A merge left lines that start with <<<<<<<, ======= or >>>>>>> in the file.",
            "Keep one side of the conflict. If the merge also changed the model, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.RefusedOnBuildServer,
            "Baselines are not written on a build server",
            "A variable such as CI, TF_BUILD or GITHUB_ACTIONS is set. A build that rewrites its own baseline could never fail.",
            "Run the command on a developer's machine and check the file in, or pass --allow-ci."),
        new(
            DiagnosticCodes.BaselineNotWritable,
            "The baseline cannot be written",
            "The file or its folder is read-only, the file is a link, or the disk is full.",
            "Make the location writable, or give the path of the file that the link points to, and run the command again. The existing "
            + "file was not changed."),
        new(
            DiagnosticCodes.RuleMatchesNothing,
            "The tolerance rules do not match the blocks",
            "The glob of a rule matches no block, or a block has no rule that matches it.",
            "Correct the glob, remove the rule, or add a rule for '*'."),
        new(
            DiagnosticCodes.SamplesChanged,
            "The samples differ from those of the baseline",
            "The samples have other values, another shape or another type than those of the baseline, or another number of them was used.",
            "Restore the samples. If they were changed on purpose, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.SettingsChanged,
            "The settings differ from those of the baseline",
            "The analysis used other settings than the baseline records.",
            "Analyse with the settings of the baseline, or delete it and create it again with `koopman-assert init`."),
        new(
            DiagnosticCodes.BaselineExists,
            "The baseline already exists",
            "`koopman-assert init` never overwrites a file.",
            "To replace it with the current model, run `koopman-assert update BASELINE`. To keep both, choose another path with -o."),
        new(
            DiagnosticCodes.NotARetrain,
            "The model cannot be accepted as a retrain",
            "Its blocks, dimensions, weights or classes differ from those of the baseline, one of its blocks collapsed, or the "
            + "tolerance is a stated one, which does not learn from retrains.",
            "Accept only retrains of the same network. For a new network, run `koopman-assert update BASELINE`."),
        new(
            DiagnosticCodes.PartsIncomplete,
            "The parts of a sharded check are incomplete or do not belong together",
            "A part is missing, duplicated, truncated or from another check, a file is not a part, or a baseline differs from the one "
            + "that was checked.",
            "Pass the part of every shard of one check to `koopman-assert merge`, and run it on the same commit as the check."),
        new(
            DiagnosticCodes.LabelsChanged,
            "The labels differ from those of the baseline",
            "The baseline has labels and the analysis has none or others, or the analysis has labels and the baseline has none.",
            "Restore the labels, or leave them out. To add them, or if they were changed on purpose, run "
            + "`koopman-assert update BASELINE --labels FILE`."),
        new(
            DiagnosticCodes.BaselineChanged,
            "The baseline has changed since it was read",
            "Another process, or another part of this one, has written or deleted the file between `CreditBaseline.Load` and `Save`. The "
            + "commands of `koopman-assert` read it again by themselves and do not fail for that.",
            "Load the baseline again, make the change to it and save that. The existing file was not changed."),
        new(
            DiagnosticCodes.HeldInMemory,
            "The baseline was created from values in memory",
            "Its model or its samples were in the memory of a program, so the baseline names no file that a command, a build or a test "
            + "could analyse. Only code that has these values can hold it.",
            "Hold it in code: `CreditBaseline.Load(path).Compare(CreditAnalysis.Run(model, samples))`, or MatchBaseline of the test "
            + "packages. Searches for baselines pass it over if its name does not end in .credits.json. To check it everywhere, save model "
            + "and samples as files and create it from these with `koopman-assert init`."),
        new(
            DiagnosticCodes.ModelMissing,
            "The model file is missing or cannot be opened",
            "The path does not exist, is a folder, or cannot be read.",
            "Give the path of a readable .onnx file."),
        new(
            DiagnosticCodes.ModelUnreadable,
            "The file is not a readable ONNX model",
            "The file is empty, truncated, malformed, or in another format.",
            "Export the model again, or restore the file. If it is a Git LFS pointer, fetch the real file with `git lfs pull`."),
        new(
            DiagnosticCodes.ModelRefused,
            "ONNX Runtime rejects the model",
            "The model uses an operator, an opset or a type that ONNX Runtime does not support.",
            "Export the model with operators and an opset that ONNX Runtime supports."),
        new(
            DiagnosticCodes.ExternalData,
            "The external data of the model cannot be used",
            "A weight is stored in a file that is missing, too short, or outside the folder of the model.",
            "Keep the external data files in the folder of the .onnx file that they were exported with."),
        new(
            DiagnosticCodes.PartitionImpossible,
            "The model cannot be partitioned as requested",
            "A partition needs at least two cut points: floating-point tensors whose first axis is the batch. The model has fewer.",
            "Export the model with the batch as the first axis, or name an output with --output."),
        new(
            DiagnosticCodes.SamplesMissing,
            "The samples file is missing or cannot be opened",
            "The path does not exist, cannot be read, or is a folder that contains files other than images.",
            "Give the path of a file that can be read, or of a folder of images. The help of --samples lists the formats."),
        new(
            DiagnosticCodes.SamplesUnreadable,
            "The samples file is damaged or in an unsupported format",
            "The file is in none of the formats that the help of --samples lists, is truncated, or contains objects, text or "
            + "complex numbers. In a folder of images, one of them is damaged or of another format.",
            "Save the samples with numpy.save or numpy.savez as numbers of one shape. Pad sequences of different lengths. Save images as "
            + ".png, .jpg or .bmp."),
        new(
            DiagnosticCodes.SamplesMisfit,
            "The samples do not fit the inputs of the model",
            "An array is missing or unexpected, or its shape or type differs from that of the input.",
            "Save one array per input. Its first axis counts the samples, and its other axes are those of the input."),
        new(
            DiagnosticCodes.SamplesUnusable,
            "No credit can be computed from the samples",
            "The samples have no rows, all rows are equal, or a value is NaN or infinity.",
            "Remove rows with NaN or infinity. Use genuine samples that differ from each other, of the kind that the model was trained "
            + "on."),
        new(
            DiagnosticCodes.Unreliable,
            "The credit of a block is unreliable",
            "The operator of the block has rank 0, there are too few snapshots (pairs of an input and an output), one contains NaN or "
            + "infinity, or the block could not be applied as many times in a row as the setting --steps asks for.",
            "Use more or other samples, or fewer steps. `koopman-assert credits` shows the figures."),
        new(
            DiagnosticCodes.DrawsRandomNumbers,
            "The model draws random numbers",
            "An operator such as RandomNormalLike, Multinomial or a Dropout in training mode gives different values in every run, so "
            + "no credit can be compared.",
            "Export the model for inference (model.eval()) and without sampling, or name an earlier output with --output."),
        new(
            DiagnosticCodes.SamplesUnbalanced,
            "One sample, one column or the scale of the columns decides the figures",
            "Effective ranks count singular values of at least a thousandth of the largest. An outlier, or a column of much larger numbers "
            + "than the others, pushes all else below that, so the credits see little of what the model does. A column with the same value "
            + "in all samples shows nothing of what the model does with it. This is a note.",
            "Remove or correct the sample, or create the baseline with `--standardise true`: it scales the columns for the analysis only, "
            + "and the model gets the samples unchanged. Use samples in which the column varies."),
        new(
            DiagnosticCodes.LabelsMisfit,
            "The labels do not fit the samples or the model",
            "There is not one label per row of the samples, or a label is NaN, infinite or not a class of the model. If the model is not a "
            + "classifier, the labels do not have the shape of its outputs.",
            "Save one label per row of the samples, in the same order: the number of the class, from 0, or what the outputs should be."),
        new(
            DiagnosticCodes.Unforeseen,
            "An unexpected failure of the tool",
            "This is a defect in KoopmanAssert.",
            "Run the command again. If it fails again, open an issue in the repository of KoopmanAssert with the command and the "
            + "message."),
        new(
            DiagnosticCodes.RuntimeNotLoaded,
            "The native library of ONNX Runtime cannot be loaded",
            "No package of the project brings it for this operating system and processor, it is damaged, or it is older than the managed "
            + "library. For Alpine and for Macs with an Intel processor there is none.",
            "Add the package that brings it to the project that runs the analysis: `dotnet add package Microsoft.ML.OnnxRuntime`."),
        new(
            DiagnosticCodes.RuntimeFailed,
            "ONNX Runtime failed while it ran the model",
            "The model does not accept these samples, or ran out of memory.",
            "Check that the samples are what the model was trained on, and that the model runs on them elsewhere."),
        new(
            DiagnosticCodes.EnvironmentChanged,
            "The same model gives different credits on this machine",
            "The model file is identical to that of the baseline, so nothing was retrained. Another processor, operating system or "
            + "version of ONNX Runtime computes different values.",
            "Compare the versions of ONNX Runtime. To use the new values, run `koopman-assert update BASELINE` on the machine that "
            + "runs the check."),
        new(
            DiagnosticCodes.OutputNotWritable,
            "A report cannot be written",
            "The file or its folder is read-only, the disk is full, or the path contains a file that is not a report.",
            "Give a path that can be written."),
        new(
            DiagnosticCodes.NoAnswer,
            "The tool gave the build no usable answer",
            "The tool could not be started, crashed or timed out, or something else wrote to its output.",
            "Run `koopman-assert check` on the same baselines. If the check is only slow, raise KoopmanAssertTimeout. If no suitable "
            + "`dotnet` is found, set KoopmanAssertDotNetHost."),
        new(
            DiagnosticCodes.WorkerEnded,
            "The analysis of a model crashed",
            "The model crashes ONNX Runtime, as some malformed graphs and some operators do, or no process can be started. Other "
            + "baselines are still checked.",
            "Check the model with onnx.checker and run it elsewhere on the same samples. Export it again, or without the operator that "
            + "crashes."),
        new(
            DiagnosticCodes.AnalysisTimedOut,
            "The analysis of a model timed out",
            "The model is large, its settings ask for many steps or repeats, or a loop in it never ends.",
            "Allow more time with --timeout SECONDS, or create the baseline again with one step and fewer samples (koopman-assert init "
            + "--steps 1 --max-samples N)."),
        new(
            DiagnosticCodes.MemoryExhausted,
            "The analysis of a model ran out of memory",
            "The activations of one batch, or the working memory of an operator, exceed the memory of the machine.",
            "Use a machine with more memory, or create the baseline again with fewer samples (koopman-assert init --max-samples N). "
            + "Check that the shapes of the model are as intended."),
        new(
            DiagnosticCodes.ProviderMissing,
            "The execution provider is not available",
            "This build of ONNX Runtime has no provider of that name, or its device, driver or libraries are missing.",
            "Install the ONNX Runtime package that contains the provider, or analyse with --provider cpu."),
        new(
            DiagnosticCodes.FileHeld,
            "Another process is writing the file",
            "Two processes write the same baseline, report or part. Each waits for the other for up to 30 seconds; a write takes less, so "
            + "the other process has been stopped or hangs.",
            "End the other process, or let it finish, and run the command again. The existing file was not changed."),
        new(
            DiagnosticCodes.HistoryUnavailable,
            "The history of a baseline cannot be read",
            "The history is read from the commits of the baseline's file: git is not installed, the file lies in no repository, or no "
            + "commit holds a version of it that can be read.",
            "Install git, commit the baseline, and fetch the whole history (`git fetch --unshallow`) where a clone is shallow."),
        new(
            DiagnosticCodes.Usage,
            "The command line or a setting is invalid",
            "An option is unknown, or its value is out of range or names something that does not exist.",
            "See `koopman-assert COMMAND --help`."),
        new(
            DiagnosticCodes.ToleranceBelowNoise,
            "A tolerance is smaller than the arithmetic can resolve",
            "Summing float32 numbers in another order moves the credit by more than the tolerance allows.",
            "State a tolerance of at least the value in nats that the message gives."),
        new(
            DiagnosticCodes.TooLarge,
            "The analysis is too large for this setting",
            "An alignment, an operator or the snapshots would not fit in memory.",
            "Create the baseline with --steps auto, which asks for no more than is affordable, and --alignment principal; if that is not "
            + "enough, with a smaller --max-samples. --memory allows more memory."),
        new(
            DiagnosticCodes.ProjectUnknown,
            "It is not known which test project runs",
            "The build writes a file NAME.koopman-assert.project beside the test assembly, which says which project it was built from. "
            + "There is none, because the build files of the package KoopmanAssert were excluded (ExcludeAssets, IncludeAssets or "
            + "PrivateAssets), or there are several, because several test projects were built into one folder and none uses others.",
            "Reference the package without excluding its buildTransitive assets, and give each test project an output folder of its own. "
            + "An absolute path needs no project."),
    ];

    /// <summary>The name of the constant in <see cref="DiagnosticCodes"/>.</summary>
    internal string Name => typeof(DiagnosticCodes).GetFields().First(f => f.GetRawConstantValue() as string == Code).Name;

    /// <summary><see cref="WayOut"/> with the path of a baseline in its commands.</summary>
    internal string WayOutFor(string baseline)
        => WayOut.Replace("BASELINE", PlainText.Quoted(PlainText.Safe(baseline)), StringComparison.Ordinal);

    /// <summary>The rule of a code.</summary>
    /// <param name="code">The code, in upper case.</param>
    /// <exception cref="KeyNotFoundException">There is no such code.</exception>
    public static DiagnosticRule Find(string code) => All.FirstOrDefault(r => r.Code == code)
        ?? throw new KeyNotFoundException($"There is no code '{code}'.");
}
