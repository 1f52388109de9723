using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>What a process writes that should be a worker, or the tool that asks one: native libraries print what they like.</summary>
internal sealed class WorkerTarget : Target
{
    public WorkerTarget(string folder)
        : base("worker", folder)
    {
    }

    public override IEnumerable<byte[]> Good()
    {
        var file = new FileIdentity("m", "1");
        WorkerAnswer[] answers =
        [
            new ProgressAnswer(new AnalysisProgress("a", 1, 2) { Note = "ü" }),
            new FailureAnswer(new FailureMessage(FailureCause.Model, "KOOP2002", "f", "p.", "w.", 3, 4)),
            new AnalysisAnswer(MadeUpAnalysis.Create(), "note"),
            new TensorsAnswer([new Core.Models.CutTensor("t", default, [3, 4])], ["n"], ["a"], ["b"], ["c"]),
            new EquivalenceAnswer(file, file, file, 2, [new DeviationParts("a", "b", 0.5, 0.25)]),
        ];
        WorkerRequest[] requests =
        [
            new AnalysisRequest("m", "s", "{}", new AnalysisOptions(), true, "c"),
            new EquivalenceRequest("m", "n", "s", "{}", new AnalysisOptions { Memory = 1 << 20 }, false),
            new ProbeRequest("m", null, "{}"),
        ];
        return [.. answers.Select(a => Sealed.Frame(a.ToFrame())), .. requests.Select(r => Sealed.Frame(r.ToFrame()))];
    }

    protected override void Read(byte[] content)
    {
        var frame = MessageFrame.ReadFrom(new Pipe(content));
        if (frame.Type.EndsWith("Request", StringComparison.Ordinal))
        {
            _ = WorkerRequest.FromFrame(frame);
        }
        else
        {
            Use(WorkerAnswer.FromFrame(frame));
        }
    }

    // What WorkerProcess and WorkerLoop take for the end of the other process.
    protected override bool IsPromised(Exception refusal) => refusal is IOException or InvalidDataException;

    private static void Use(WorkerAnswer answer)
    {
        switch (answer)
        {
            case AnalysisAnswer analysis:
                _ = analysis.Analysis.ToReport(AnalysisSettings.Regression);
                break;
            case FailureAnswer failure:
                _ = failure.Failure.ToException();
                break;
            case TensorsAnswer tensors:
                _ = tensors.Branches();
                break;
            case EquivalenceAnswer equivalence:
                _ = equivalence.ToReport();
                break;
        }
    }

    // It does not say how much will come.
    private sealed class Pipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
