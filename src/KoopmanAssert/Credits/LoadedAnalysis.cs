using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Credits;

/// <summary>An analysis whose model and samples have been read, each once; nothing has been computed yet.</summary>
internal sealed class LoadedAnalysis
{
    private static readonly Lazy<Task> Preparation = new(() => Task.Run(GramEstimator.Prepare)); // once per process

    private readonly AnalysisSources _sources;
    private readonly OnnxModel _model;
    private readonly SampleSet _samples;
    private readonly AnalysisSettings _settings;
    private readonly AnalysisOptions _options;
    private readonly SampleLabels? _labels;

    private LoadedAnalysis(
        AnalysisSources sources,
        OnnxModel model,
        SampleSet samples,
        SampleLabels? labels,
        AnalysisSettings settings,
        AnalysisOptions options)
    {
        _sources = sources;
        _labels = labels;
        _model = model;
        _samples = samples;
        _settings = settings;
        _options = options;
    }

    /// <summary>All that the credits depend on, as text: content and settings, but neither paths nor threads nor memory.</summary>
    public string Key => string.Join('\n', [
        _model.Sha256,
        _samples.Sha256,
        $"{_labels?.Identity.Column} {_labels?.Identity.Values}",
        $"{_samples.Count}",
        $"{_options.MeasureNoise}",
        $"{_options.Details}",
        $"{_settings.RecordedSteps?.Text}",
        $"{_settings.AcceptedOutputs}",
        $"{_settings.AcceptedBlocks}",
        .. _settings.Listed().Select(s => s.Value)]);

    /// <summary>The model.</summary>
    public FileIdentity ModelFile => new(_model.Path, _model.Sha256) { InMemory = _model.InMemory };

    /// <summary>The file that the samples come from.</summary>
    public FileIdentity SamplesFile =>
        field ??= new(_samples.Path, _samples.Sha256) { Values = _samples.Values, InMemory = _samples.InMemory };

    /// <summary>The number of samples.</summary>
    public int SampleCount => _samples.Count;

    /// <summary>Reads the model and the samples.</summary>
    /// <exception cref="KoopmanAssertException">What <c>CreditAnalysis.Run</c> throws for files that cannot be read.</exception>
    public static LoadedAnalysis Load(
        Model model, Samples samples, AnalysisSettings? settings, AnalysisOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(samples);
        options ??= new AnalysisOptions();
        settings = options.Apply(settings ?? AnalysisSettings.Regression);
        options.Progress?.Report(new AnalysisProgress("reading", 0, 1));
        (model, samples) = (model.Locate(), samples.Locate());

        // The native library and the samples load, and the numerics are compiled, while the model is parsed. If both files are at fault,
        // the failure of the model is reported.
        Task<OrtEnv> runtime = Task.Run(NativeRuntime.Load, cancellation);
        Task<SampleSet> loading = Task.Run(
            () => samples.Read(settings.MaxSamples, options.Memory ?? SampleSet.DefaultMaxBytes, settings.CsvHeader), cancellation);
        _ = Preparation.Value;
        OnnxModel onnx;
        SampleSet loaded;
        try
        {
            onnx = model.Load();
            loaded = loading.GetAwaiter().GetResult();
        }
        finally
        {
            // Also on failure: a process that ends while the native library loads is killed by it.
            Task.WaitAny([runtime], CancellationToken.None);
        }

        _ = runtime.GetAwaiter().GetResult();
        SampleLabels? labels = options.Labels is { } source
            ? SampleLabels.Load(source, loaded, options.Memory ?? SampleSet.DefaultMaxBytes, settings.CsvHeader)
            : null;
        loaded = labels?.Identity.Column is { } column ? loaded.Without(column) : loaded;
        return new LoadedAnalysis(new AnalysisSources(model, samples), onnx, loaded, labels, settings, options);
    }

    /// <summary>Starts to load the native library and to compile the numerics in the background.</summary>
    public static void Prepare()
    {
        _ = Task.Run(NativeRuntime.Load); // the analysis reports a failure
        _ = Preparation.Value;
    }

    /// <summary>Computes the credits.</summary>
    /// <param name="cuts">Where statistics of cuts are kept for later analyses; null to keep none.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="KoopmanAssertException">What <c>CreditAnalysis.Run</c> throws.</exception>
    public NetworkCredits Compute(ICutStore? cuts, CancellationToken cancellation)
    {
        (ModelGraph graph, ModelInputs inputs) = NetworkBinding.Bind(_model, _settings, _samples, cancellation);
        using var weights = new WeightProfiles(graph, cancellation);
        if (_options.Threads > 1)
        {
            weights.ReadAhead(); // the partition takes one thread
        }

        IReadOnlyDictionary<string, CutTensor> cuttable = TensorProbe.FindCuttable(graph, inputs, cancellation);
        (PartitionRule rule, IReadOnlyList<string> added) = AddedOutputs.LeaveOut(graph, cuttable, _settings);
        IReadOnlyList<Block> blocks = BlockPartition.Create(graph, cuttable, rule);
        CutTensor? scores = ClassScores.Find(graph, blocks[^1].To, cuttable, _settings.Classes);
        var plan = AnalysisPlan.Create(graph, blocks, scores, _settings, _options, inputs.Count, _labels);
        using var network = new NetworkAnalysis(graph, inputs, plan, weights, cuts, cancellation);
        NetworkCredits credits = network.Run();
        return credits with
        {
            SampleNotes = SampleNotes(inputs, plan, credits),
            Notes = [.. PartitionNotes.Collect(graph, blocks, rule), .. InputNotes.Collect(inputs)],
            Bits = ReducedPrecision.BitsOf(graph),
            ClassNames = scores is null ? [] : ClassNames.Find(_model, scores.Dimension),
            AddedOutputs = added,
        };
    }

    /// <summary>The network with its samples and its blocks.</summary>
    /// <exception cref="KoopmanAssertException">What <c>ModelEquivalence.Compare</c> throws.</exception>
    public DividedNetwork Divide(CancellationToken cancellation)
    {
        (ModelGraph graph, ModelInputs inputs) = NetworkBinding.Bind(_model, _settings, _samples, cancellation);
        return new DividedNetwork(graph, inputs, BlockPartition.Create(graph, inputs, _settings.Partition, cancellation));
    }

    // Of samples with faults no credit comes that could be decided by anything.
    private IReadOnlyList<string> SampleNotes(ModelInputs inputs, AnalysisPlan plan, NetworkCredits credits)
    {
        IReadOnlyList<BoundInput> first = inputs.RealInputs(plan.Cuts[0].Names);
        return first.Count == 0 || SampleFaults.Count > 0 ? []
            : new SampleBalance(first, _settings).Find(credits.Blocks[0].Operator.SnapshotRank);
    }

    /// <summary>The report on credits that were computed from the same content and settings, here or by another caller.</summary>
    public CreditReport Report(NetworkCredits credits) =>
        new(ModelFile, SamplesFile, SampleCount, _settings, credits with { Notes = [.. credits.Notes, .. _samples.Notes] }, SampleFaults)
        {
            ExternalData = _model.ExternalData,
            Sources = _sources,
            Labels = _labels?.Identity,
        };

    // Looked for once: that reads all samples.
    private IReadOnlyList<string> SampleFaults => field ??= FindFaults();

    private IReadOnlyList<string> FindFaults()
    {
        if (_samples.HasNonFinite(out string where))
        {
            return [$"the samples contain NaN or infinity ({where}, counted from 0)"];
        }

        return _samples.Count > 1 && _samples.IsConstant ? ["all samples are equal"] : [];
    }
}
