using System.Collections.Concurrent;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>The worker processes of this run: one for each analysis at a time, started when needed and used again.</summary>
internal static class WorkerPool
{
    private static readonly ConcurrentBag<WorkerProcess> Idle = [];
    private static Task s_first = Task.CompletedTask;

    /// <summary>Starts a first worker, so that it gets ready while the command line and the baselines are read.</summary>
    /// <remarks>Where it cannot be started, the first analysis says so.</remarks>
    public static void Begin() => s_first = Task.Run(() =>
    {
        try
        {
            Idle.Add(WorkerProcess.Start());
        }
        catch (RuntimeException)
        {
        }
    });

    /// <summary>Ends all workers that wait for work.</summary>
    public static void End()
    {
        s_first.Wait();
        while (Idle.TryTake(out WorkerProcess? worker))
        {
            worker.Dispose();
        }
    }

    /// <summary>Has a request carried out by a worker of its own.</summary>
    /// <exception cref="KoopmanAssertException">What the analysis throws, or KOOP3006 to KOOP3008.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Answer Ask(
        Request request,
        string model,
        WorkerLimits limits,
        IProgress<AnalysisProgress>? progress,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        s_first.Wait(cancellation);
        WorkerProcess worker = Idle.TryTake(out WorkerProcess? idle) ? idle : WorkerProcess.Start();
        Answer answer;
        try
        {
            answer = worker.Ask(request, model, limits, progress, cancellation);
        }
        catch
        {
            worker.Dispose();
            throw;
        }

        Idle.Add(worker);
        return answer.Failure is { } failure ? throw FailureMessage.Read(failure) : answer;
    }
}
