using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Running;

/// <summary>
/// The worker process. It answers one request after the other, so that a model that crashes, hangs or exhausts the native runtime ends
/// this process and not the tool. It ends when the tool does.
/// </summary>
internal static class WorkerLoop
{
    /// <summary>The argument that makes a process of the tool a worker.</summary>
    public const string Argument = "--analysis-worker";

    /// <summary>Answers the requests on the standard input until it ends.</summary>
    public static int Run()
    {
        // Ctrl-C reaches every process of a terminal; the tool decides what it means.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using Stream requests = Console.OpenStandardInput();
        var answers = new Answers(Console.OpenStandardOutput());
        Console.SetOut(TextWriter.Null);
        LoadedAnalysis.Prepare();
        MessageSerializer.PrepareRequest();
        Task working = Task.CompletedTask;
        while (Next(requests) is { } request)
        {
            working.Wait();
            working = Task.Run(() => answers.Write(Answer(request, answers)));
            MessageSerializer.PrepareAnswer();
        }

        if (!working.IsCompleted)
        {
            Process.GetCurrentProcess().Kill(); // nobody waits for the answer, and native code may never end
        }

        return 0;
    }

    private static WorkerRequest? Next(Stream requests)
    {
        try
        {
            return WorkerRequest.FromFrame(MessageFrame.ReadFrom(requests));
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return null; // the end of the input, or a writer that is not the tool
        }
    }

    private static WorkerAnswer Answer(WorkerRequest request, Answers answers)
    {
        try
        {
            return request switch
            {
                AnalysisRequest analysis => Analyse(analysis, answers),
                EquivalenceRequest equivalence => Compare(equivalence, answers),
                _ => Probe((ProbeRequest)request),
            };
        }
        catch (Exception failure)
        {
            return new FailureAnswer(FailureMessage.Create(CodedFailure.Create(failure, request.Model)));
        }
    }

    private static AnalysisAnswer Analyse(AnalysisRequest request, Answers answers)
    {
        CutCache? cuts = request.Cache is { } folder ? new CutCache(new CacheFiles(folder)) : null;
        AnalysisSettings settings = Settings(request.Settings) with
        {
            RecordedSteps = request.RecordedSteps is { } steps ? new RecordedSteps(steps) : null,
            AcceptedOutputs = request.AcceptedOutputs,
            AcceptedBlocks = request.AcceptedBlocks,
        };
        AnalysisOptions options = request.Options with { Progress = request.Progress ? answers : null };
        CreditReport report = new InProcessRunner(cuts).Run(
            request.Model, request.Samples, settings, options, CancellationToken.None);
        return new AnalysisAnswer(AnalysisMessage.Create(report), cuts?.Shrink());
    }

    private static EquivalenceAnswer Compare(EquivalenceRequest request, Answers answers) => EquivalenceAnswer.Create(
        ModelEquivalence.Compare(
            request.Reference,
            request.Candidate,
            request.Samples,
            Settings(request.Settings),
            request.Options with { Progress = request.Progress ? answers : null }));

    private static AnalysisSettings Settings(string text) =>
        SettingsText.Read(LocatedJson.Parse(new JsonText("settings", Encoding.UTF8.GetBytes(text))));

    private static TensorsAnswer Probe(ProbeRequest request)
    {
        AnalysisSettings settings = Settings(request.Settings);
        (ModelGraph graph, ModelInputs inputs) = NetworkBinding.Bind(
            OnnxModel.Load(request.Model),
            settings,
            request.Samples is { } samples ? SampleSet.Load(samples, 1) : null,
            CancellationToken.None);
        return new TensorsAnswer(
            [.. TensorProbe.FindCuttable(graph, inputs, CancellationToken.None).Values],
            InputNotes.Collect(inputs),
            [.. graph.Model.Branches.Where(b => b.Value).Select(b => b.Key)],
            [.. graph.Model.Branches.Where(b => !b.Value).Select(b => b.Key)],
            graph.LeftOut);
    }

    /// <summary>The standard output, which takes answers and, from any thread, progress.</summary>
    private sealed class Answers(Stream output) : IProgress<AnalysisProgress>
    {
        private readonly Lock _writing = new();

        public void Write(WorkerAnswer answer)
        {
            MessageFrame frame = answer.ToFrame();
            lock (_writing)
            {
                frame.WriteTo(output.Write);
                output.Flush();
            }
        }

        public void Report(AnalysisProgress value) => Write(new ProgressAnswer(value));
    }
}
