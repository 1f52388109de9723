using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Running;

/// <summary>
/// Returns what this run, or an earlier one, has analysed already, and has another runner analyse the rest. What counts is the content of
/// the files, not where they are.
/// </summary>
/// <param name="runner">Runs the analyses.</param>
/// <param name="files">The cache of earlier runs; null to share results within this run only.</param>
/// <param name="isOnly">Whether this run analyses nothing else.</param>
internal sealed class CachedRunner(IAnalysisRunner runner, CacheFiles? files, bool isOnly) : IAnalysisRunner
{
    private static readonly SharedResults<AnalysisMessage> Shared = new();
    private static readonly Lazy<Task> Preparation = new(() => Task.Run(MessageSerializer.PrepareAnswer)); // once per process

    public CreditReport Run(
        string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        _ = Preparation.Value;
        options.Progress?.Report(new AnalysisProgress("reading", 0, 1));
        if (files is null && isOnly)
        {
            return runner.Run(model, samples, settings, options, cancellation); // nothing to share it with: the files need no hash here
        }

        settings = options.Apply(settings);
        if (AnalysisKey.Compute(model, samples, settings, options) is not { } key)
        {
            return runner.Run(model, samples, settings, options, cancellation);
        }

        AnalysisMessage found = Shared.Get(
            key.Text,
            () => Find(key) ?? Keep(key, runner.Run(model, samples, settings, options, cancellation)),
            cancellation);

        // The same content may be in other files here.
        AnalysisMessage moved = found with
        {
            Model = found.Model with { Path = model },
            Samples = found.Samples with { Path = samples },
            Labels = found.Labels is { Column: not null } column ? column with { Path = samples } : found.Labels,
            ExternalData = key.ExternalData,
        };
        return moved.ToReport(settings);
    }

    private AnalysisMessage? Find(AnalysisKey key) => files?.Find<AnalysisMessage>(key.Text, CacheFiles.Analysis);

    private AnalysisMessage Keep(AnalysisKey key, CreditReport report)
    {
        var message = AnalysisMessage.Create(report);
        bool isOfKey = report.Model.Sha256 == key.Model && report.Samples.Sha256 == key.Samples; // or a file changed meanwhile
        if (files is not null && isOfKey)
        {
            CacheNote.Write(files.Keep(key.Text, CacheFiles.Analysis, message) ?? files.Shrink());
        }

        return message;
    }
}
