using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>Reads a baseline strictly: a member that is missing, unknown, duplicated or out of range is an error with its place.</summary>
internal static class BaselineReader
{
    private const long LargestFile = 64L << 20;

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="BaselineException">KOOP1001 missing, KOOP1002 corrupt, KOOP1003 newer, KOOP1004 with conflict markers.</exception>
    public static CreditBaseline Read(string path) => Parse(path, Bytes(path));

    /// <summary>Checks the content of a file.</summary>
    /// <exception cref="BaselineException">KOOP1002 corrupt, KOOP1003 newer, KOOP1004 with conflict markers.</exception>
    public static CreditBaseline Parse(string path, byte[] content)
    {
        var text = new JsonText(path, content);
        RefuseConflicts(text);
        var root = LocatedJson.Parse(text);
        JsonFields fields = root.Fields();
        int version = BaselineFormat.Read(fields, path);
        _ = fields.String("$schema");
        FileIdentity model = Source(fields.Required("model"), version, FileIdentity.ModelInMemory, null);
        int count = 0;
        string? values = null;
        FileIdentity samples = Source(fields.Required("samples"), version, FileIdentity.SamplesInMemory, f =>
        {
            count = f.Int("count", 1);
            values = version > 1 && f.Optional("values") is not null ? FigureReader.Sha256(f, "values") : null;
        });
        samples = samples with { Values = values };
        FileIdentity? labels = fields.Optional("labels") is { } labelled ? Labels(labelled) : null;
        AnalysisSettings settings = SettingsText.Read(fields.Required("settings"));
        Tolerance tolerance = ReadTolerance(fields.Required("tolerance"), version);
        IReadOnlyList<BaselineBlock> blocks = Blocks(fields.Required("blocks"));
        BaselineNetwork network = FigureReader.Network(fields.Required("network"), count, version, labels is not null);
        IReadOnlyList<AcceptedRetrain> accepted = Accepted(fields.Required("accepted"), blocks, network, count);
        var baseline = new CreditBaseline(
            path, model, samples, count, settings, tolerance, blocks, network, accepted, content: AtomicFile.HashOf(content))
        {
            Labels = labels,
        };
        PreviousGeneration? previous = fields.Optional("previous") is null ? null : Previous(baseline, fields);
        fields.RefuseOthers();
        return baseline.With(accepted, previous);
    }

    /// <summary>Reads the bytes of the file.</summary>
    /// <exception cref="BaselineException">KOOP1001 missing, KOOP1002 empty or too large.</exception>
    public static byte[] Bytes(string path)
    {
        try
        {
            if (RegularFile.Length(path) is (0 or > LargestFile) and { } length)
            {
                string problem = length == 0 ? $"{RegularFile.Empty}." : "is larger than 64 MiB.";
                throw new BaselineException(
                    DiagnosticCodes.BaselineCorrupt,
                    path,
                    problem,
                    DiagnosticRule.Find(DiagnosticCodes.BaselineCorrupt).WayOut);
            }

            byte[] content = File.ReadAllBytes(path);
            return FileHints.IsLfsPointer(content)
                ? throw new BaselineException(DiagnosticCodes.BaselineCorrupt, path, $"{FileHints.LfsPointer}.", FileHints.LfsWayOut)
                : content;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BaselineException(
                DiagnosticCodes.BaselineMissing,
                path,
                FileHints.Missing(path),
                DiagnosticRule.Find(DiagnosticCodes.BaselineMissing).WayOut,
                cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new BaselineException(
                DiagnosticCodes.BaselineMissing,
                path,
                $"cannot be opened: {PlainText.Said(cause)}.",
                "Give the path of a baseline that can be read.",
                cause);
        }
    }

    private static PreviousGeneration Previous(CreditBaseline baseline, JsonFields fields) => PreviousGeneration.Packed(
        fields.String("previous"),
        () => BaselineWriter.RetrainLines(baseline),
        () => fields.Required("previous").Wrong("the file before the last update, packed"));

    // Only at the start of a line: text in the file may hold anything.
    private static void RefuseConflicts(JsonText text)
    {
        int number = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(text.Bytes.Span).Split('\n'))
        {
            number++;
            if (IsConflictMarker(line.TrimEnd('\r')))
            {
                throw new BaselineException(DiagnosticCodes.BaselineConflicted, text.Path, $"contains conflict markers (line {number}).",
                    DiagnosticRule.Find(DiagnosticCodes.BaselineConflicted).WayOutFor(text.Path))
                { Line = number, Column = 1 };
            }
        }
    }

    private static FileIdentity Labels(LocatedJson json)
    {
        string? column = null, values = null;
        FileIdentity file = Identity(json, null, f =>
        {
            column = f.Optional("column") is null ? null : f.String("column");
            values = FigureReader.Sha256(f, "values");
        });
        return file with { Column = column, Values = values };
    }

    // A model or samples without a path were in memory; version 1 knows none.
    private static FileIdentity Source(LocatedJson json, int version, string inMemory, Action<JsonFields>? more) =>
        Identity(json, version > 1 && json.Fields().Optional("path") is null ? inMemory : null, more);

    private static FileIdentity Identity(LocatedJson json, string? inMemory, Action<JsonFields>? more)
    {
        JsonFields fields = json.Fields();
        string path = inMemory ?? fields.String("path");
        if (inMemory is null && !RelativePath.IsRelative(path))
        {
            throw fields.Required("path").Wrong("a path relative to the baseline");
        }

        string hash = FigureReader.Sha256(fields);
        more?.Invoke(fields);
        fields.RefuseOthers();
        return new FileIdentity(path, hash) { InMemory = inMemory is not null };
    }

    private static Tolerance ReadTolerance(LocatedJson json, int version)
    {
        JsonFields fields = json.Fields();
        LearntTolerance? learnt = fields.Optional("learnt") is { } part ? ReadLearnt(part, version) : null;
        List<StatedTolerance> rules = [.. fields.Required("stated").Items().Select(ReadRule)];
        int? rankChange = fields.Optional("rankChange") is null ? null : fields.Int("rankChange", 0);
        fields.RefuseOthers();
        return new Tolerance { Learnt = learnt, Stated = rules, RankChange = rankChange };
    }

    // Version 1 knows no lineage. Its default was fresh, which is how auto judges by figures without fingerprints.
    private static LearntTolerance ReadLearnt(LocatedJson json, int version)
    {
        JsonFields fields = json.Fields();
        Retraining retraining = fields.Choice<Retraining>("retraining");
        LearntTolerance learnt = fields.Guard(() => new LearntTolerance
        {
            FalseAlarms = fields.Number("falseAlarms"),
            Retraining = version == 1 && retraining == Retraining.Fresh ? Retraining.Auto : retraining,
        });
        fields.RefuseOthers();
        return learnt;
    }

    private static StatedTolerance ReadRule(LocatedJson json)
    {
        JsonFields fields = json.Fields();
        StatedTolerance rule = fields.Guard(
            () => new StatedTolerance(fields.String("blocks"), fields.Number("nats"), fields.Choice<ToleranceUnit>("per")));
        fields.RefuseOthers();
        return rule;
    }

    private static List<BaselineBlock> Blocks(LocatedJson json)
    {
        var blocks = new List<BaselineBlock>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (LocatedJson item in json.Items())
        {
            BaselineBlock block = ReadBlock(item);
            blocks.Add(names.Add(block.Name) ? block : throw json.Text.Corrupt(item.Start, $"contains the block '{block.Name}' twice"));
        }

        return blocks.Count > 0 ? blocks : throw json.Wrong("at least one block");
    }

    private static List<AcceptedRetrain> Accepted(
        LocatedJson json, IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network, int samples)
    {
        var accepted = new List<AcceptedRetrain>();
        foreach (LocatedJson item in json.Items())
        {
            AcceptedRetrain retrain = RetrainJson.Read(item, blocks, network, samples);
            accepted.Add(accepted.Exists(a => a.Sha256 == retrain.Sha256)
                ? throw json.Text.Corrupt(item.Start, $"contains the accepted retrain '{retrain.Sha256[..12]}…' twice")
                : retrain);
        }

        return accepted;
    }

    private static BaselineBlock ReadBlock(LocatedJson json)
    {
        JsonFields fields = json.Fields();
        (int line, int column) = json.Text.Locate(json.Start);
        List<IReadOnlyList<long>> shapes = [.. fields.Required("weights").Items().Select(FigureReader.Shape)];
        int half = fields.Int("half", 1);
        IReadOnlyList<Figure> figures = FigureReader.WithFloors(fields, FigureRule.OfBlock(shapes.Count));
        var block = new BaselineBlock
        {
            Name = fields.String("name"),
            Inputs = fields.Int("inputs", 1),
            Outputs = fields.Int("outputs", 1),
            Operator = OperatorJson.Read(fields),
            NoiseFloor = fields.Number("noiseFloor") is >= 0 and var floor
                ? floor
                : throw fields.Required("noiseFloor").Wrong("a noise floor of at least 0"),
            Half = half,
            WeightShapes = shapes,
            Kernels = fields.Optional("kernels") is { } kernels ? [.. kernels.Items().Select(ReadKernel)] : [],
            Figures = figures,
            Evidence = EvidenceJson.Block(fields, half, figures, shapes.Count),
            Line = line,
            Column = column,
        };
        // Derived, and in the file for its readers: it must agree with what it is derived from.
        _ = fields.String("kind") == block.Kind.ToString()
            ? 0
            : throw fields.Required("kind").Wrong($"the kind {block.Kind} of {block.Inputs} inputs and {block.Outputs} outputs");
        fields.RefuseOthers();
        return block;
    }

    private static KernelCredit ReadKernel(LocatedJson json, int index)
    {
        JsonFields fields = json.Fields();
        int rank = fields.Int("rank", 0);
        double? credit = fields.NumberOrNull("logCredit"), floor = fields.NumberOrNull("noiseFloor");
        fields.RefuseOthers();
        return credit is null == (rank == 0) && floor is null == (rank == 0) && floor is not < 0
            ? new KernelCredit(index, credit, rank) { NoiseFloor = floor }
            : throw json.Wrong("a log-credit and a noise floor of at least 0 for a positive rank, and null for rank 0");
    }

    // What git and others write: seven equal characters, alone or before a name.
    private static bool IsConflictMarker(string line) =>
        line.Length >= 7 && line[0] is '<' or '=' or '>' or '|' && line.AsSpan(0, 7).IndexOfAnyExcept(line[0]) < 0
            && (line.Length == 7 || line[7] == ' ');
}
