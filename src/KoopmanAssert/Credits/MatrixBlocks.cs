using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>The blocks of an analysis as matrices and as models of their own, for what does not follow from sums.</summary>
internal sealed class MatrixBlocks : IDisposable
{
    private readonly AnalysisPlan _plan;
    private readonly CutReader _reader;
    private readonly BlockModel?[] _models;

    /// <summary>Cuts those blocks out of the network that run again after their first step.</summary>
    /// <exception cref="ModelException">KOOP2003: ONNX Runtime refuses a block.</exception>
    public MatrixBlocks(AnalysisPlan plan, CutReader reader, ModelGraph graph, ModelInputs inputs, CancellationToken cancellation)
    {
        (_plan, _reader) = (plan, reader);
        _models =
        [
            .. plan.Blocks.Zip(plan.Steps, (b, steps) => steps > 1 ? new BlockModel(graph, inputs, b.From, b.To, cancellation) : null),
        ];
    }

    /// <summary>The estimate of a block that needs matrices, of its snapshots as they are or perturbed.</summary>
    public KoopmanEstimate Estimate(int b, int? perturbation, bool keepsOperator)
    {
        DenseMatrix inputs = _reader.At(b).ToMatrix(), outputs = _reader.At(b + 1).ToMatrix();
        BlockMap map = _models[b] is { } model
            ? model.Map
            : (_, _) => throw new InvalidOperationException("A block of one step is not run again.");
        if (perturbation is { } p)
        {
            inputs = NoiseFloor.Perturb(inputs, Noise(b), p, b);
            outputs = NoiseFloor.Perturb(outputs, Noise(b + 1), p, b + 1);
            map = NoiseFloor.Perturb(map, Noise(b + 1), p, b + 1);
        }

        return _plan.Estimators[b].Estimate(BlockSnapshots.Whole(inputs, outputs, map), keepsOperator);
    }

    /// <summary>The operator of a block with all its entries. Where its credit comes from sums it is the plain fit, K = F X⁺.</summary>
    public KoopmanOperator Operator(int b, int? perturbation)
    {
        if (_plan.Estimators[b].ReadsMatrices)
        {
            return Estimate(b, perturbation, keepsOperator: true).Operator!;
        }

        DenseMatrix inputs = _reader.At(b, perturbation).ToMatrix(), outputs = _reader.At(b + 1, perturbation).ToMatrix();
        var fit = DynamicModeDecomposition.Fit(inputs, outputs, _plan.Settings.Observable, _plan.Settings.Rule);
        return new KoopmanOperator(fit.Left, fit.Right);
    }

    public void Dispose()
    {
        foreach (BlockModel? model in _models)
        {
            model?.Dispose();
        }
    }

    private double Noise(int cut) => NoiseFloor.RelativeSize(_plan.Cuts[cut], _plan.Settings.Provider);
}
