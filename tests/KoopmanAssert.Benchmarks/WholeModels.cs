using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>Measurements on a whole model, each in its own process.</summary>
internal static class WholeModels
{
    /// <summary>
    /// Runs a whole analysis with one step. Prints the log-credits with all digits, and the processor time at the start of each stage to
    /// standard error.
    /// </summary>
    public static void Analyse(string model, string samples, int count, long? memory)
    {
        AnalysisSettings settings = AnalysisSettings.Regression with { MaxSamples = count, Steps = StepCount.Exactly(1) };
        CreditReport report = CreditAnalysis.Run(
            model,
            samples,
            settings,
            new AnalysisOptions { Memory = memory, Progress = new Stages() });
        Console.Out.WriteLine(
            string.Join('\n', report.Blocks.Select(b => $"{b.Name} {b.LogCredit?.ToString("R", CultureInfo.InvariantCulture)}")));
    }

    /// <summary>Runs a whole analysis with the default settings. Prints the most steps that a block takes.</summary>
    public static void AnalyseByDefault(string model, string samples, int count, bool measureNoise)
    {
        CreditReport report = CreditAnalysis.Run(
            model,
            samples,
            AnalysisSettings.Regression with { MaxSamples = count },
            new AnalysisOptions { MeasureNoise = measureNoise });
        Console.Out.WriteLine(report.Blocks.Max(b => b.Operator.Steps));
    }

    /// <summary>Writes the model whose outputs are the activations at the cuts behind the blocks.</summary>
    public static void WriteCuts(string model, string samples, int count, string written)
    {
        (ModelGraph graph, _, IReadOnlyList<Cut> cuts) = Divide(model, samples, count);
        File.WriteAllBytes(written, SubModel.Extract(graph, [], [.. cuts.Skip(1).SelectMany(cut => cut.Names)]).ToByteArray());
    }

    /// <summary>Writes the float32 activations at each cut as 0.npy, 1.npy, … with one sample a row.</summary>
    public static void WriteActivations(string model, string samples, int count, string folder)
    {
        (ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts) = Divide(model, samples, count);
        IReadOnlyList<Activations> activations = ForwardPass.Run(graph, inputs, cuts, Environment.ProcessorCount, CancellationToken.None);
        Directory.CreateDirectory(folder);
        for (int c = 0; c < activations.Count; c++)
        {
            using FileStream file = File.Create(Path.Combine(folder, $"{c}.npy"));
            WriteNpy(file, activations[c]);
        }
    }

    private static (ModelGraph Graph, ModelInputs Inputs, IReadOnlyList<Cut> Cuts) Divide(string model, string samples, int count)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), []);
        var inputs = ModelInputs.Bind(graph, SampleSet.Load(samples, count));
        IReadOnlyList<Block> blocks = BlockPartition.Create(graph, inputs, AnalysisSettings.Regression.Partition, CancellationToken.None);
        return (graph, inputs, [blocks[0].From, .. blocks.Select(b => b.To)]);
    }

    private static void WriteNpy(Stream file, Snapshots cut)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({cut.Count}, {cut.Dimension}), }}";
        header = header.PadRight(117) + "\n"; // 128 with the 10 bytes before it
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
        file.Write(Encoding.ASCII.GetBytes(header));
        double[] row = new double[cut.Dimension];
        for (int i = 0; i < cut.Count; i++)
        {
            cut.Read(i, 0, row);
            file.Write(MemoryMarshal.AsBytes(Array.ConvertAll(row, v => (float)v).AsSpan()));
        }
    }

    private sealed class Stages : IProgress<AnalysisProgress>
    {
        private string? _last;

        public void Report(AnalysisProgress value)
        {
            if (Interlocked.Exchange(ref _last, value.Stage) != value.Stage)
            {
                Console.Error.WriteLine($"{Environment.CpuUsage.TotalTime.TotalSeconds:F2} s: {value.Stage}");
            }
        }
    }
}
