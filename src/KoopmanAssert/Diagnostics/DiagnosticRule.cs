namespace KoopmanAssert;

/// <summary>What a code means: its cause and the way out.</summary>
/// <param name="Code">The code.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Cause">Why it happens.</param>
/// <param name="WayOut">What to do.</param>
public sealed record DiagnosticRule(string Code, string Title, string Cause, string WayOut)
{
    /// <summary>Every code, in order.</summary>
    public static IReadOnlyList<DiagnosticRule> All { get; } =
    [
        new(DiagnosticCodes.CreditDrift, "A block's log-credit moved beyond its tolerance",
            "The model was retrained or replaced, and the block now stretches or shrinks volumes differently than the accepted model did.",
            "If the change was meant, accept it with `koopman-assert update BASELINE`. If not, look at what changed in training, data or preprocessing for that block."),
        new(DiagnosticCodes.RankDrift, "A block's effective rank collapsed or moved too far",
            "Fewer directions pass the block than before: dead units, a frozen or pruned layer, or inputs that no longer vary.",
            "If the change was meant, accept it with `koopman-assert update BASELINE`; a stated --rank-change can allow for more."),
        new(DiagnosticCodes.BlockAdded, "The model has a block that the baseline does not know",
            "The architecture or the names of its operators changed.",
            "If the change was meant, accept it with `koopman-assert update BASELINE`."),
        new(DiagnosticCodes.BlockRemoved, "The model lacks a block of the baseline",
            "The architecture or the names of its operators changed.",
            "If the change was meant, accept it with `koopman-assert update BASELINE`."),
        new(DiagnosticCodes.ShapeChanged, "A block has other dimensions than in the baseline",
            "A layer became wider or narrower, or the input size changed.",
            "If the change was meant, accept it with `koopman-assert update BASELINE`."),
        new(DiagnosticCodes.BaselineMissing, "There is no baseline",
            "No *.credits.json was found at the path given, or below the folder.",
            "Make one: `koopman-assert init MODEL --samples FILE`, and check it in."),
        new(DiagnosticCodes.BaselineCorrupt, "The file is not a valid baseline",
            "It is no JSON, or a field is missing, unknown, twice there, or of the wrong kind.",
            "Restore the file from version control, or delete it and make it anew with `koopman-assert init`."),
        new(DiagnosticCodes.BaselineNewer, "The baseline was written by a newer version",
            "Its formatVersion is higher than this version reads.",
            "Update KoopmanAssert to the version that wrote it."),
        new(DiagnosticCodes.BaselineConflicted, "The baseline holds conflict markers",
            "A merge left <<<<<<<, ======= or >>>>>>> lines in it.",
            "Take one side of the conflict, then `koopman-assert update BASELINE` if the model is the merged one."),
        new(DiagnosticCodes.RefusedOnBuildServer, "Baselines are not written on a build server",
            "A variable such as CI, TF_BUILD or GITHUB_ACTIONS is set: a gate that rewrites its own baseline holds nothing.",
            "Run the command on a developer's machine and check the file in, or give --allow-ci."),
        new(DiagnosticCodes.BaselineNotWritable, "The baseline cannot be written",
            "Its folder or the file is read-only, the file is a link, the disk is full, or another process is writing it.",
            "Make the place writable and run the command again; the old file is untouched."),
        new(DiagnosticCodes.RuleMatchesNothing, "Tolerance rules and blocks do not fit together",
            "A rule's glob matches no block, or a block is matched by no rule.",
            "Correct the glob, remove the rule, or add one for '*'."),
        new(DiagnosticCodes.SamplesChanged, "The samples are not the baseline's",
            "The samples file changed, or fewer rows were taken.",
            "Restore the samples; if they were changed on purpose, `koopman-assert update BASELINE`."),
        new(DiagnosticCodes.SettingsChanged, "The settings are not the baseline's",
            "The analysis was made with another method than the baseline.",
            "Analyse with the baseline's settings, or make the baseline anew."),
        new(DiagnosticCodes.BaselineExists, "The baseline exists already",
            "`init` never overwrites.",
            "Accept a retrained model with `koopman-assert update BASELINE`, or write elsewhere with -o."),
        new(DiagnosticCodes.ModelMissing, "The model file is missing or cannot be opened",
            "The path is wrong, is a folder, or may not be read.",
            "Give the path of an .onnx file that can be read."),
        new(DiagnosticCodes.ModelUnreadable, "The file is not a readable ONNX model",
            "It is empty, cut short, of another kind, or malformed.",
            "Export the model again, or restore the file (a Git LFS pointer is not the model)."),
        new(DiagnosticCodes.ModelRefused, "ONNX Runtime refuses the model",
            "It uses an operator, an opset or a type that ONNX Runtime does not support.",
            "Export it with operators and an opset that ONNX Runtime supports."),
        new(DiagnosticCodes.ExternalData, "The model's external data cannot be used",
            "A weight is kept in a file that is missing, too short, or outside the model's folder.",
            "Keep the external data in the model's folder, beside the .onnx file it was exported with."),
        new(DiagnosticCodes.PartitionImpossible, "The model cannot be partitioned as asked",
            "There are no two places where real-valued tensors with the batch as first axis can be cut.",
            "Export it with the batch as the first axis, or name an output with --output."),
        new(DiagnosticCodes.SamplesMissing, "The samples file is missing or cannot be opened",
            "The path is wrong, is a folder, or may not be read.",
            "Give the path of a .npy, .npz or .pb file that can be read."),
        new(DiagnosticCodes.SamplesUnreadable, "The samples file is damaged or of a kind that is not read",
            "It is not .npy, .npz or .pb, was cut short, or holds objects, text or complex numbers.",
            "Save the samples with numpy.save or numpy.savez as numbers."),
        new(DiagnosticCodes.SamplesMisfit, "The samples do not fit the model's inputs",
            "An array is missing, left over, or of another shape or type than the input.",
            "Save one array an input, with one sample a row of the first axis and the other axes as the model takes them."),
        new(DiagnosticCodes.SamplesUnusable, "No credit can be computed from the samples",
            "There are no rows, all rows are equal, or a value is not finite.",
            "Save real, different samples of the kind that the model was trained on."),
        new(DiagnosticCodes.Unreliable, "The credit of a block is unreliable",
            "Its operator has no rank, its snapshots are too few or not finite, or its trajectories ended early.",
            "Use more or other samples, or fewer steps; `koopman-assert credits` shows the figures."),
        new(DiagnosticCodes.Unforeseen, "An unforeseen failure of the tool",
            "A case that the tool does not handle.",
            "Run again; if it stays, report it with the command and the message."),
        new(DiagnosticCodes.RuntimeNotLoaded, "The native library of ONNX Runtime cannot be loaded",
            "There is none for this operating system or processor, or it is damaged.",
            "Restore the package Microsoft.ML.OnnxRuntime for this system."),
        new(DiagnosticCodes.RuntimeFailed, "ONNX Runtime failed while it ran the model",
            "The model does not accept these samples, or ran out of memory.",
            "Check that the samples are what the model was trained on, and that the model runs on them elsewhere."),
        new(DiagnosticCodes.EnvironmentChanged, "The same model gives other credits on this machine",
            "The model's file is the baseline's, so nothing was retrained: another processor, operating system or version of ONNX Runtime computes differently.",
            "Compare the versions of ONNX Runtime; if the difference is to be accepted, `koopman-assert update BASELINE` on the machine that counts."),
        new(DiagnosticCodes.OutputNotWritable, "A report cannot be written",
            "Its folder or the file is read-only, the disk is full, or a file that is no report is there.",
            "Give a path that can be written."),
        new(DiagnosticCodes.NoAnswer, "The tool gave the build no usable answer",
            "It could not be started, crashed, took too long, or something else wrote to its output.",
            "Run `koopman-assert check` on the same baselines; where it only takes long, raise KoopmanAssertTimeout; where no suitable `dotnet` is found, name one by KoopmanAssertDotNetHost."),
        new(DiagnosticCodes.Usage, "The command line or a setting is wrong",
            "An option is unknown, or its value is outside its range or names nothing.",
            "See `koopman-assert COMMAND --help`."),
        new(DiagnosticCodes.ToleranceBelowNoise, "A tolerance lies below what arithmetic resolves",
            "Float32 sums in another order move the credit by more than the tolerance allows.",
            "State a tolerance of at least the nats that the message names."),
        new(DiagnosticCodes.TooLarge, "The analysis is too large for this setting",
            "An alignment, an operator or the snapshots would not fit in memory.",
            "Use --alignment orthonormal or principal, fewer --steps or --max-samples."),
    ];

    /// <summary>The name of the code's constant.</summary>
    internal string Name => typeof(DiagnosticCodes).GetFields().First(f => f.GetRawConstantValue() as string == Code).Name;

    /// <summary>What to do about a baseline: commands with its path in them.</summary>
    internal string WayOutFor(string baseline) => WayOut.Replace("BASELINE", PlainText.Quoted(PlainText.Safe(baseline)), StringComparison.Ordinal);

    /// <summary>The rule of a code.</summary>
    /// <exception cref="KeyNotFoundException">There is no such code.</exception>
    public static DiagnosticRule Of(string code) => All.FirstOrDefault(r => r.Code == code)
        ?? throw new KeyNotFoundException($"There is no code '{code}'.");
}
