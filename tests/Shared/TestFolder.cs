using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace KoopmanAssert;

/// <summary>A folder of its own for the models, samples and baselines of one test, outside every project.</summary>
internal sealed class TestFolder : IDisposable
{
    public static readonly DenseLayer[] Layers = [new("fc1"), new("fc2"), new("fc3")];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("koopman-assert-");

    public TestFolder() => Samples = WriteSamples("samples.npy", 40);

    public string Path => _folder.FullName;

    /// <summary>40 rows for networks of <see cref="DenseNetwork.Inputs"/> inputs.</summary>
    public string Samples { get; }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a network; of <see cref="Layers"/> when none are given.</summary>
    public string Network(string name, params DenseLayer[] layers)
    {
        File.WriteAllBytes(At(name), DenseNetwork.Of(layers.Length > 0 ? layers : Layers));
        return At(name);
    }

    /// <summary>The network of <see cref="Layers"/> with one layer replaced by the one of the same name.</summary>
    public string Retrained(string name, params DenseLayer[] changed) =>
        Network(name, [.. Layers.Select(layer => changed.SingleOrDefault(c => c.Name == layer.Name) ?? layer)]);

    /// <summary>Writes <c>float32</c> rows, uniform in [−1, 1], the same in every run.</summary>
    public string WriteSamples(string name, int rows, int seed = 1)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, rows * DenseNetwork.Inputs).Select(_ => (2 * random.NextSingle()) - 1)];
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {DenseNetwork.Inputs}), }}");
        header = header.PadRight((64 * ((header.Length + 10 + 64) / 64)) - 11) + "\n";
        File.WriteAllBytes(At(name), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII
            .GetBytes(header), .. MemoryMarshal.AsBytes<float>(values)]);
        return At(name);
    }

    public CreditReport Analyse(string model, AnalysisSettings? settings = null) => CreditAnalysis.Run(model, Samples, settings);

    /// <summary>Writes the baseline of a model beside it; with the default of a stated tolerance where none is given.</summary>
    public string Baseline(string model, Tolerance? tolerance = null)
    {
        CreditReport measured = CreditAnalysis.Run(model, Samples, null, new AnalysisOptions { MeasureNoise = true });
        string path = System.IO.Path.ChangeExtension(model, CreditBaseline.FileSuffix);
        CreditBaseline.Create(measured, path, tolerance ?? Tolerance.FromRules([], null)).Save();
        return path;
    }

    /// <summary>Writes the baseline of the fully connected network, learnt from its honest retrains.</summary>
    public string FcBaseline()
    {
        string model = At("fc.onnx");
        File.Copy(Repository.Fc, model);
        CreditReport measured = CreditAnalysis.Run(model, Repository.SmallDigits, null, new AnalysisOptions { MeasureNoise = true });
        CreditBaseline baseline = Repository.FcRetrains.Select(retrain => CreditAnalysis.Run(retrain, Repository.SmallDigits))
            .Aggregate(CreditBaseline.Create(measured, At("fc.credits.json")), (learnt, retrain) => learnt.Accept(retrain));
        baseline.Save();
        return baseline.Path;
    }

    /// <summary>A network, its baseline, and the credits of a retrained network that does not match it.</summary>
    public (string Baseline, CreditReport Moved) Drifted(params DenseLayer[] changed)
    {
        string baseline = Baseline(Network("net.onnx"));
        return (baseline, Analyse(Retrained("retrained.onnx", changed.Length > 0 ? changed : [new DenseLayer("fc2", Scale: 2)])));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
