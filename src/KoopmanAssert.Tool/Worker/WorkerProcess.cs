using System.Diagnostics;
using System.Reflection;
using Google.Protobuf;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>A process of the tool that carries analyses out, watched by this one.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private WorkerProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Starts a worker, which gets ready while the caller goes on.</summary>
    /// <exception cref="RuntimeException">KOOP3006 when it cannot be started.</exception>
    public static WorkerProcess Start()
    {
        string host = Environment.ProcessPath ?? "dotnet", assembly = Assembly.GetExecutingAssembly().Location;
        bool isHost = Path.GetFileNameWithoutExtension(host) == "dotnet" && assembly.Length > 0;
        var start = new ProcessStartInfo(host, isHost ? ["exec", assembly, WorkerLoop.Argument] : [WorkerLoop.Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        try
        {
            var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { }; // what a crash leaves behind helps nobody
            process.BeginErrorReadLine();
            return new WorkerProcess(process);
        }
        catch (Exception cause) when (cause is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            throw new RuntimeException(DiagnosticCodes.WorkerEnded, null, $"the process for analyses cannot be started: {cause.Message}",
                "Let the tool start processes of its own.", cause);
        }
    }

    /// <summary>Has a request carried out. After a failure of the process itself it is of no more use.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model, for messages.</param>
    /// <param name="limits">How long and how much memory it may take.</param>
    /// <param name="progress">Told of each stage.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RuntimeException">KOOP3006 to KOOP3008: the process crashed, took too long or too much memory.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Answer Ask(
        Request request,
        string model,
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
        Answer? answer = Exchange(request, progress);
        watch.DisposeAsync().AsTask().Wait(CancellationToken.None); // or it would end the process in its next analysis
        if (answer is not null && stopped is null)
        {
            return answer;
        }

        cancellation.ThrowIfCancellationRequested();
        if (!_process.WaitForExit(EndingTime))
        {
            Kill(); // it closed its output or wrote something else to it, and goes on
            stopped = DiagnosticCodes.WorkerEnded;
            _process.WaitForExit();
        }

        throw WorkerFailure.Describe(model, stopped, _process.ExitCode, limits);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    // Null where the process ended instead of answering.
    private Answer? Exchange(Request request, IProgress<AnalysisProgress>? progress)
    {
        try
        {
            request.WriteDelimitedTo(_process.StandardInput.BaseStream);
            _process.StandardInput.BaseStream.Flush();
            while (true)
            {
                var answer = Answer.Parser.ParseDelimitedFrom(_process.StandardOutput.BaseStream);
                if (answer.KindCase != Answer.KindOneofCase.Progress)
                {
                    return answer;
                }

                progress?.Report(new AnalysisProgress(answer.Progress.Stage, answer.Progress.Done, answer.Progress.Total) {
                    Note = answer.Progress.HasNote ? answer.Progress.Note : null });
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidProtocolBufferException)
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
