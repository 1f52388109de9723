using System.Numerics.Tensors;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>A network that is ready to run on samples, and its blocks.</summary>
internal sealed record DividedNetwork(ModelGraph Graph, ModelInputs Inputs, IReadOnlyList<Block> Blocks)
{
    /// <summary>The input of the first block and the output of each.</summary>
    public IReadOnlyList<Cut> Cuts => [Blocks[0].From, .. Blocks.Select(b => b.To)];
}

/// <summary>Runs two builds of one network on the same samples, and each block of the second once more on what the first feeds it.</summary>
internal sealed class EquivalenceRun : IDisposable
{
    // The values of a batch at both ends of a block, in two networks, are held as float64: 64 MiB.
    private const long MostValues = 1L << 22;

    private readonly DividedNetwork _reference;
    private readonly DividedNetwork _candidate;
    private readonly AnalysisOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<CommonCut> _cuts;
    private readonly ForwardPass _expected;
    private readonly ForwardPass _actual;

    /// <summary>Checks that the blocks correspond; nothing runs before <see cref="Compare()"/>.</summary>
    /// <exception cref="SettingsException">KOOP4001 if they do not.</exception>
    public EquivalenceRun(DividedNetwork reference, DividedNetwork candidate, AnalysisOptions options, CancellationToken cancellation)
    {
        _cuts = CommonCut.Find(reference, candidate);
        (_reference, _candidate, _options, _cancellation) = (reference, candidate, options, cancellation);
        _expected = Forward(reference);
        _actual = Forward(candidate);
    }

    /// <summary>The deviation of each block.</summary>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> and <see cref="BlockModel"/> throw.</exception>
    public IReadOnlyList<BlockDeviation> Compare()
    {
        int count = _cuts.Count - 1;
        var blocks = new List<BlockDeviation>(count);
        for (int b = 0; b < count; b++)
        {
            _options.Progress?.Report(new AnalysisProgress("comparing blocks", b, count));
            blocks.Add(Compare(b));
        }

        return blocks;
    }

    public void Dispose()
    {
        _expected.Dispose();
        _actual.Dispose();
    }

    private BlockDeviation Compare(int b)
    {
        (CommonCut from, CommonCut to) = (_cuts[b], _cuts[b + 1]);
        IReadOnlyList<Cut> ends = _candidate.Cuts;
        Snapshots inputs = _expected.At(from.Reference), expected = _expected.At(to.Reference), actual = _actual.At(to.Candidate);
        using var model = new BlockModel(
            _candidate.Graph, _candidate.Inputs, ends[from.Candidate], ends[to.Candidate], _cancellation);
        int[][] batches = [.. Enumerable.Range(0, inputs.Count).Chunk(BatchSize(inputs.Dimension + (long)expected.Dimension))];
        var sums = new (double Signal, double Own, double Accumulated)[batches.Length]; // added in order, for the same bits
        InParallel.For(batches.Length, _options.Threads, i =>
        {
            int[] samples = batches[i];
            DenseMatrix outputs = Columns(expected, samples);
            sums[i] = (
                TensorPrimitives.SumOfSquares<double>(outputs.Values),
                Noise(outputs, model.Map(Columns(inputs, samples), samples)),
                Noise(outputs, Columns(actual, samples)));
        }, _cancellation);
        double signal = sums.Sum(s => s.Signal);
        return new BlockDeviation(
            Name(_reference, from.Reference, to.Reference),
            Name(_candidate, from.Candidate, to.Candidate),
            Relative(sums.Sum(s => s.Own), signal),
            Relative(sums.Sum(s => s.Accumulated), signal));
    }

    private ForwardPass Forward(DividedNetwork network) => new(
        network.Graph, network.Inputs, network.Cuts, sideCuts: 0,
        weights => MemoryBound.ForActivations(_options.MemoryInUse / 2, network.Graph.Model, network.Inputs, weights),
        keepAll: true, _options.Threads, _cancellation);

    // Blocks that only one of the networks has are joined with the next that both have.
    private static string Name(DividedNetwork network, int from, int to) =>
        to == from + 1 ? network.Blocks[from].Name : $"{network.Blocks[from].Name}-{network.Blocks[to - 1].Name}";

    private int BatchSize(long values)
    {
        int size = _candidate.Inputs.BatchSize;
        while (size > 1 && size * values > MostValues)
        {
            size /= 2;
        }

        return size;
    }

    private static DenseMatrix Columns(Snapshots snapshots, int[] places) => new SelectedSnapshots([snapshots], places).ToMatrix();

    private static double Noise(DenseMatrix expected, DenseMatrix actual)
    {
        double distance = TensorPrimitives.Distance<double>(expected.Values, actual.Values);
        return distance * distance;
    }

    private static Deviation Relative(double noise, double signal) => new(noise == 0 ? 0 : Math.Sqrt(noise / signal));
}
