using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A request to a worker: one of its parts.</summary>
internal sealed record WorkerRequest
{
    public AnalysisRequest? Analysis { get; init; }

    public ProbeRequest? Probe { get; init; }
}

/// <summary>Asks for an analysis.</summary>
/// <param name="Model">The path of the model.</param>
/// <param name="Samples">The path of the samples.</param>
/// <param name="Settings">The settings, as one line of a baseline.</param>
/// <param name="Options">The options, without progress.</param>
/// <param name="Progress">Whether to report progress.</param>
/// <param name="Cache">The folder where statistics of cuts are kept; null to keep none.</param>
internal sealed record AnalysisRequest(
    string Model, string Samples, string Settings, AnalysisOptions Options, bool Progress, string? Cache);

/// <summary>Asks which tensors of a network can be cut.</summary>
/// <param name="Model">The path of the model.</param>
/// <param name="Samples">The path of the samples; null to run the network on zeros.</param>
/// <param name="Inputs">The inputs whose values flow through the blocks.</param>
internal sealed record ProbeRequest(string Model, string? Samples, IReadOnlyList<string> Inputs);

/// <summary>An answer of a worker: any number of progress reports, then one of the other parts.</summary>
internal sealed record WorkerAnswer
{
    public AnalysisProgress? Progress { get; init; }

    public FailureMessage? Failure { get; init; }

    public AnalysisMessage? Analysis { get; init; }

    public IReadOnlyList<CutTensor>? Tensors { get; init; }

    /// <summary>Why statistics of cuts could not be kept; null if they were.</summary>
    public string? CacheFailure { get; init; }
}
