using System.Diagnostics;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Running;

/// <summary>A process of the tool that runs analyses and is watched by this one.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private WorkerProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Starts a worker, which gets ready in the background.</summary>
    /// <exception cref="RuntimeException">KOOP3006 when it cannot be started.</exception>
    public static WorkerProcess Start()
    {
        string host = Environment.ProcessPath ?? "dotnet";
        bool isHost = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string[] arguments = isHost
            ? ["exec", Path.Combine(AppContext.BaseDirectory, "koopman-assert.dll"), WorkerLoop.Argument]
            : [WorkerLoop.Argument];
        var start = new ProcessStartInfo(ProcessorLevel.FindProgram(host) ?? host, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        AskForLargePages(start.Environment);
        try
        {
            Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { }; // the traces of a native crash would not help the reader
            process.BeginErrorReadLine();
            return new WorkerProcess(process);
        }
        catch (Exception cause) when (cause is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            throw new RuntimeException(
                DiagnosticCodes.WorkerEnded,
                null,
                $"the analysis process cannot be started: {PlainText.Said(cause)}.",
                "Allow koopman-assert to start child processes.",
                cause);
        }
    }

    /// <summary>Has the GNU C library ask for large pages, unless the user has settings for it.</summary>
    /// <remarks>
    /// ONNX Runtime takes hundreds of megabytes from it for a large network, and to touch them in small pages takes longer than to load
    /// the network. Other libraries do not read the variable.
    /// </remarks>
    internal static void AskForLargePages(IDictionary<string, string?> environment) =>
        environment.TryAdd("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    /// <summary>Sends a request and waits for the answer. After a failure of the process itself, dispose this instance.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">How long and how much memory it may take.</param>
    /// <param name="progress">Receives each stage.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <exception cref="RuntimeException">KOOP3006 to KOOP3008: the process crashed, took too long or too much memory.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public WorkerAnswer Ask(
        WorkerRequest request,
        WorkerLimits limits,
        IProgress<AnalysisProgress>? progress,
        CancellationToken cancellation)
    {
        string? stopped = null;
        DateTime deadline = DateTime.UtcNow + limits.Time;
        using CancellationTokenRegistration cancelling = cancellation.Register(Kill);
        using var watch = new Timer(_ =>
        {
            stopped ??= DateTime.UtcNow > deadline
                ? DiagnosticCodes.AnalysisTimedOut
                : Memory() > limits.Memory ? DiagnosticCodes.MemoryExhausted : null;
            if (stopped is not null)
            {
                Kill();
            }
        }, null, WatchInterval, WatchInterval);
        WorkerAnswer? answer = Exchange(request, progress);
        watch.DisposeAsync().AsTask().Wait(CancellationToken.None); // else it could end the process during its next analysis
        if (answer is not null && stopped is null)
        {
            return answer;
        }

        cancellation.ThrowIfCancellationRequested();
        if (!_process.WaitForExit(EndingTime))
        {
            Kill(); // it closed its output or wrote something else to it, and still runs
            stopped = DiagnosticCodes.WorkerEnded;
            _process.WaitForExit();
        }

        throw WorkerFailure.Describe(request.Model, stopped, _process.ExitCode, limits);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    // Null if the process ended instead of answering.
    private WorkerAnswer? Exchange(WorkerRequest request, IProgress<AnalysisProgress>? progress)
    {
        try
        {
            Stream requests = _process.StandardInput.BaseStream;
            request.ToFrame().WriteTo(requests.Write);
            requests.Flush();
            while (true)
            {
                var answer = WorkerAnswer.FromFrame(MessageFrame.ReadFrom(_process.StandardOutput.BaseStream));
                if (answer is not ProgressAnswer { Stage: var stage })
                {
                    return answer;
                }

                progress?.Report(stage);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private long Memory()
    {
        try
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has ended
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
