using System.Collections.Concurrent;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Running;

/// <summary>The worker processes of this run: one per concurrent request, started when needed and used again.</summary>
internal static class WorkerPool
{
    private static readonly ConcurrentBag<WorkerProcess> Idle = [];
    private static Task s_first = Task.CompletedTask;

    /// <summary>Starts a first worker, so that it gets ready while the command line and the baselines are read.</summary>
    /// <remarks>If it cannot be started, the first analysis reports it.</remarks>
    public static void Begin() => s_first = Task.Run(() =>
    {
        try
        {
            Idle.Add(WorkerProcess.Start());
            MessageSerializer.PrepareRequest();
        }
        catch (RuntimeException)
        {
        }
    });

    /// <summary>Ends all idle workers.</summary>
    public static void End()
    {
        s_first.Wait();
        while (Idle.TryTake(out WorkerProcess? worker))
        {
            worker.Dispose();
        }
    }

    /// <summary>Has an idle or a new worker answer a request.</summary>
    /// <typeparam name="TAnswer">The kind of answer to this request.</typeparam>
    /// <exception cref="KoopmanAssertException">What the analysis throws, or KOOP3006 to KOOP3008.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public static TAnswer Ask<TAnswer>(
        WorkerRequest request,
        WorkerLimits limits,
        IProgress<AnalysisProgress>? progress,
        CancellationToken cancellation)
        where TAnswer : WorkerAnswer
    {
        cancellation.ThrowIfCancellationRequested();
        s_first.Wait(cancellation);
        WorkerProcess worker = Idle.TryTake(out WorkerProcess? idle) ? idle : WorkerProcess.Start();
        WorkerAnswer answer;
        try
        {
            answer = worker.Ask(request, limits, progress, cancellation);
        }
        catch
        {
            worker.Dispose();
            throw;
        }

        Idle.Add(worker);
        return answer is FailureAnswer { Failure: var failure } ? throw failure.ToException() : (TAnswer)answer;
    }
}
