using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>Has analyses carried out in worker processes, those that the cache does not know; the same one once a run.</summary>
internal sealed class Analyst(WorkerLimits limits, AnalysisCache? cache) : IAnalyst
{
    private static int s_told;

    public CreditReport Analyse(
        string model,
        string samples,
        AnalysisSettings settings,
        AnalysisOptions options,
        CancellationToken cancellation)
    {
        if (AnalysisKey.Compute(model, samples, settings, options) is not { } key)
        {
            return ReportMessage.Read(Compute(model, samples, settings, options, cancellation), settings);
        }

        Report found = SharedAnalyses<Report>.Get(
            key.Text,
            () => cache?.Find(key.Text) ?? Keep(key, Compute(model, samples, settings, options, cancellation)),
            cancellation);
        Report report = found.Clone(); // the same content may lie elsewhere
        report.Model.Path = model;
        report.Samples.Path = samples;
        report.ExternalData.Clear();
        report.ExternalData.AddRange(key.ExternalData);
        return ReportMessage.Read(report, settings);
    }

    /// <summary>The tensors of a network that can be cut.</summary>
    public IReadOnlyDictionary<string, CutTensor> Probe(
        string model,
        string? samples,
        AnalysisSettings settings,
        CancellationToken cancellation)
    {
        var request = new ProbeRequest { Model = model };
        request.Inputs.AddRange(settings.Inputs);
        if (samples is not null)
        {
            request.Samples = samples;
        }

        return TensorsMessage.Read(WorkerPool.Ask(new Request { Probe = request }, model, limits, null, cancellation).Tensors);
    }

    private Report Compute(string model, string samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        var request = new AnalysisRequest
        {
            Model = model,
            Samples = samples,
            Settings = SettingsText.Line(settings),
            Threads = options.Threads,
            MeasureNoise = options.MeasureNoise,
            Details = (int)options.Details,
            Progress = options.Progress is not null,
        };
        if (options.Memory is { } memory)
        {
            request.Memory = memory;
        }

        if (cache is not null)
        {
            request.Cache = cache.Folder;
        }

        Answer answer = WorkerPool.Ask(new Request { Analysis = request }, model, limits, options.Progress, cancellation);
        Tell(answer.HasNotKept ? answer.NotKept : null);
        return answer.Report;
    }

    private Report Keep(AnalysisKey key, Report report)
    {
        bool isOfKey = report.Model.Sha256 == key.Model && report.Samples.Sha256 == key.Samples; // or a file changed meanwhile
        Tell(isOfKey ? cache?.Keep(key.Text, report) : null);
        return report;
    }

    // Once, and only to those who named the folder.
    private static void Tell(string? failure)
    {
        if (failure is not null && CacheFolder.IsNamed && Interlocked.Exchange(ref s_told, 1) == 0)
        {
            Entry.Write($"note: the cache ({CacheFolder.Variable}) cannot be written: {failure}");
        }
    }
}
