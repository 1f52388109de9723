using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A request to a worker.</summary>
/// <param name="Model">The path of the model.</param>
internal abstract record WorkerRequest(string Model)
{
    /// <summary>The request as a frame.</summary>
    public MessageFrame ToFrame() => this switch
    {
        AnalysisRequest analysis => MessageSerializer.Write(analysis),
        EquivalenceRequest equivalence => MessageSerializer.Write(equivalence),
        ProbeRequest probe => MessageSerializer.Write(probe),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a message."),
    };

    /// <summary>The request in a frame.</summary>
    /// <exception cref="InvalidDataException">It holds another message.</exception>
    public static WorkerRequest FromFrame(MessageFrame frame) => frame.Type switch
    {
        nameof(AnalysisRequest) => MessageSerializer.Read<AnalysisRequest>(frame),
        nameof(EquivalenceRequest) => MessageSerializer.Read<EquivalenceRequest>(frame),
        nameof(ProbeRequest) => MessageSerializer.Read<ProbeRequest>(frame),
        _ => throw new InvalidDataException("This is another message."),
    };
}

/// <summary>Asks for an analysis.</summary>
/// <param name="Model">The path of the model.</param>
/// <param name="Samples">The path of the samples.</param>
/// <param name="Settings">The settings, as one line of a baseline.</param>
/// <param name="Options">The options, without progress.</param>
/// <param name="Progress">Whether to report progress.</param>
/// <param name="Cache">The folder where statistics of cuts are kept; null to keep none.</param>
internal sealed record AnalysisRequest(
    string Model, string Samples, string Settings, AnalysisOptions Options, bool Progress, string? Cache)
    : WorkerRequest(Model)
{
    /// <summary>The steps that a baseline records where its settings leave them open; null for none.</summary>
    public string? RecordedSteps { get; init; }

    /// <summary>The outputs of a baseline's model; null for none.</summary>
    public string? AcceptedOutputs { get; init; }

    /// <summary>The blocks that a baseline's globs match; null for none.</summary>
    public string? AcceptedBlocks { get; init; }
}

/// <summary>Asks which tensors of a network can be cut.</summary>
/// <param name="Model">The path of the model.</param>
/// <param name="Samples">The path of the samples; null to run the network on zeros.</param>
/// <param name="Settings">The settings, as one line of a baseline.</param>
internal sealed record ProbeRequest(string Model, string? Samples, string Settings) : WorkerRequest(Model);

/// <summary>Asks for a comparison of two builds of one model.</summary>
/// <param name="Reference">The path of the model to trust.</param>
/// <param name="Candidate">The path of the other build.</param>
/// <param name="Samples">The path of the samples.</param>
/// <param name="Settings">The settings, as one line of a baseline.</param>
/// <param name="Options">The options, without progress.</param>
/// <param name="Progress">Whether to report progress.</param>
internal sealed record EquivalenceRequest(
    string Reference, string Candidate, string Samples, string Settings, AnalysisOptions Options, bool Progress)
    : WorkerRequest(Candidate);

/// <summary>
/// An answer of a worker: any number of progress reports, then one of the other kinds. Each kind is a message of its own, so that the code
/// for the others need not be compiled to read it.
/// </summary>
internal abstract record WorkerAnswer
{
    /// <summary>The answer as a frame.</summary>
    public MessageFrame ToFrame() => this switch
    {
        ProgressAnswer progress => MessageSerializer.Write(progress),
        FailureAnswer failure => MessageSerializer.Write(failure),
        AnalysisAnswer analysis => MessageSerializer.Write(analysis),
        TensorsAnswer tensors => MessageSerializer.Write(tensors),
        EquivalenceAnswer equivalence => MessageSerializer.Write(equivalence),
        _ => throw new InvalidOperationException($"{GetType().Name} is not a message."),
    };

    /// <summary>The answer in a frame.</summary>
    /// <exception cref="InvalidDataException">It holds another message.</exception>
    public static WorkerAnswer FromFrame(MessageFrame frame) => frame.Type switch
    {
        nameof(ProgressAnswer) => MessageSerializer.Read<ProgressAnswer>(frame),
        nameof(FailureAnswer) => MessageSerializer.Read<FailureAnswer>(frame),
        nameof(AnalysisAnswer) => MessageSerializer.Read<AnalysisAnswer>(frame),
        nameof(TensorsAnswer) => MessageSerializer.Read<TensorsAnswer>(frame),
        nameof(EquivalenceAnswer) => MessageSerializer.Read<EquivalenceAnswer>(frame),
        _ => throw new InvalidDataException("This is another message."),
    };
}

/// <summary>The stage that an analysis has reached.</summary>
internal sealed record ProgressAnswer(AnalysisProgress Stage) : WorkerAnswer;

/// <summary>Why there is no other answer.</summary>
internal sealed record FailureAnswer(FailureMessage Failure) : WorkerAnswer;

/// <summary>A finished analysis.</summary>
/// <param name="Analysis">The analysis.</param>
/// <param name="CacheFailure">Why statistics of cuts could not be kept; null if they were.</param>
internal sealed record AnalysisAnswer(AnalysisMessage Analysis, string? CacheFailure) : WorkerAnswer;

/// <summary>The tensors of a network that can be cut, and notes on its inputs.</summary>
/// <param name="Tensors">The tensors.</param>
/// <param name="Notes">What is to be said about the inputs, see <see cref="InputNotes"/>.</param>
/// <param name="True">The Ifs that always take their branch of true, by their first result.</param>
/// <param name="False">The Ifs that always take the other.</param>
/// <param name="LeftOut">The inputs that were left out, see <see cref="UnusedInputs"/>.</param>
internal sealed record TensorsAnswer(
    IReadOnlyList<CutTensor> Tensors,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> True,
    IReadOnlyList<string> False,
    IReadOnlyList<string> LeftOut)
    : WorkerAnswer
{
    /// <summary>The branches in the place of Ifs, see <see cref="OnnxModel.Branches"/>.</summary>
    public IReadOnlyDictionary<string, bool> Branches() =>
        True.Select(name => (name, true)).Concat(False.Select(name => (name, false))).ToDictionary(b => b.name, b => b.Item2);
}

/// <summary>A finished comparison of two builds of one model.</summary>
internal sealed record EquivalenceAnswer(
    FileIdentity Reference, FileIdentity Candidate, FileIdentity Samples, int SampleCount, IReadOnlyList<DeviationParts> Blocks)
    : WorkerAnswer
{
    /// <summary>The answer of a report.</summary>
    public static EquivalenceAnswer Create(EquivalenceReport report) => new(
        report.Reference,
        report.Candidate,
        report.Samples,
        report.SampleCount,
        [.. report.Blocks.Select(b => new DeviationParts(b.Name, b.CandidateName, b.Own.RelativeError, b.Accumulated.RelativeError))]);

    /// <summary>The report.</summary>
    public EquivalenceReport ToReport() => new(
        Reference,
        Candidate,
        Samples,
        SampleCount,
        [.. Blocks.Select(b => new BlockDeviation(b.Name, b.CandidateName, new Deviation(b.Own), new Deviation(b.Accumulated)))]);
}

/// <summary>What a <see cref="BlockDeviation"/> is made from.</summary>
internal sealed record DeviationParts(string Name, string CandidateName, double Own, double Accumulated);
