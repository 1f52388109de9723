using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>
/// The worker process: carries out one request after the other, so that a model which crashes, hangs or exhausts the native runtime ends
/// this process and not the tool. It ends when the tool does.
/// </summary>
internal static class WorkerLoop
{
    /// <summary>The argument that makes a process of the tool a worker.</summary>
    public const string Argument = "--analysis-worker";

    /// <summary>Answers the requests on the standard input until it ends.</summary>
    public static int Run()
    {
        // Ctrl-C reaches every process of a terminal; what it means is for the tool to say.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using Stream requests = Console.OpenStandardInput();
        var answers = new Answers(Console.OpenStandardOutput());
        Console.SetOut(TextWriter.Null);
        CreditAnalysis.Prepare();
        Task working = Task.CompletedTask;
        while (Next(requests) is { } request)
        {
            working.Wait();
            working = Task.Run(() => answers.Write(Carry(request, answers)));
        }

        if (!working.IsCompleted)
        {
            Process.GetCurrentProcess().Kill(); // nobody waits for the answer, and native code may never end
        }

        return 0;
    }

    private static Request? Next(Stream requests)
    {
        try
        {
            return Request.Parser.ParseDelimitedFrom(requests);
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or IOException)
        {
            return null; // the end of the input, or someone who is not the tool
        }
    }

    private static Answer Carry(Request request, Answers answers)
    {
        string model = request.Analysis?.Model ?? request.Probe.Model;
        try
        {
            return request.Analysis is { } analysis ? Analyse(analysis, answers) : new Answer { Tensors = Probe(request.Probe) };
        }
        catch (Exception failure)
        {
            return new Answer { Failure = FailureMessage.Of(failure, model) };
        }
    }

    private static Answer Analyse(AnalysisRequest request, Answers answers)
    {
        CutCache? cuts = request.HasCache ? new CutCache(new CacheFiles(request.Cache)) : null;
        var settings = SettingsText.Read(LocatedJson.Parse(new JsonText("settings", Encoding.UTF8.GetBytes(request.Settings))));
        CreditReport report = CreditAnalysis.Run(request.Model, request.Samples, settings, new AnalysisOptions
        {
            Threads = request.Threads,
            MeasureNoise = request.MeasureNoise,
            Details = (CreditDetails)request.Details,
            Memory = request.HasMemory ? request.Memory : null,
            Progress = request.Progress ? answers : null,
            Cuts = cuts,
        });
        var answer = new Answer { Report = ReportMessage.Of(report) };
        if (cuts?.Shrink() is { } failure)
        {
            answer.NotKept = failure;
        }

        return answer;
    }

    private static Tensors Probe(ProbeRequest request)
    {
        var graph = new ModelGraph(OnnxModel.Load(request.Model), [.. request.Inputs]);
        ModelInputs inputs = request.HasSamples ? ModelInputs.Bind(graph, Samples.Load(request.Samples, 1)) : ModelInputs.Zeros(graph);
        return TensorsMessage.Of(TensorProbe.FindCuttable(graph, inputs, CancellationToken.None));
    }

    /// <summary>The standard output, to which the stages of an analysis are told from any thread.</summary>
    private sealed class Answers(Stream output) : IProgress<AnalysisProgress>
    {
        private readonly Lock _writing = new();

        public void Write(Answer answer)
        {
            lock (_writing)
            {
                answer.WriteDelimitedTo(output);
                output.Flush();
            }
        }

        public void Report(AnalysisProgress value)
        {
            var progress = new Progress { Stage = value.Stage, Done = value.Done, Total = value.Total };
            if (value.Note is { } note)
            {
                progress.Note = note;
            }

            Write(new Answer { Progress = progress });
        }
    }
}
