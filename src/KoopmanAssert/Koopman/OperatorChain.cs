using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The operators K₁, …, K_m of a network's blocks one after the other, and what their products need: no product of full size is formed.</summary>
/// <remarks>
/// With K_i = L_i R_iᵀ and R_i orthonormal, K_j … K_i = L_j (R_jᵀ L_{j−1}) … (R_{i+1}ᵀ L_i) R_iᵀ: small cores between the factors, and the
/// singular values are those of L_j times the cores.
/// </remarks>
internal sealed class OperatorChain(RankRule rule, double tolerance)
{
    private readonly List<DenseMatrix> _triangles = [];
    private readonly List<DenseMatrix> _cores = [];
    private KoopmanOperator? _first;
    private KoopmanOperator? _last;
    private int _inputs;
    private int _outputs;

    /// <summary>Adds the operator of the next block.</summary>
    public void Add(KoopmanOperator next) => Add(next, next.Inputs, next.Outputs);

    /// <summary>Adds the operator of the next block, from R^<paramref name="inputs"/> to R^<paramref name="outputs"/>, in orthonormal coordinates of the snapshots.</summary>
    public void Add(KoopmanOperator next, int inputs, int outputs)
    {
        if (_last is not null)
        {
            _cores.Add(next.RightTimes(_last.Left));
        }

        // L_i W has the singular values of R W with L_i = Q R, which a Gram matrix would square.
        _triangles.Add(next.Left.RowCount > next.Left.ColumnCount ? ThinQr.Triangle(next.Left) : next.Left);
        if (_first is null)
        {
            (_first, _inputs) = (next, inputs);
        }

        (_last, _outputs) = (next, outputs);
    }

    /// <summary>
    /// ln BS_i of block <paramref name="block"/>, from 0: the log-volume of ∂K/∂K_i = (K_m…K_{i+1}) ⊗ (K_{i−1}…K_1)ᵀ (paper, Theorem 5).
    /// With a and b the ranks of the two it is b·lnvol(left) + a·lnvol(right), for square chains ln ∏_{s≠i}|K_s|ⁿ.
    /// </summary>
    /// <returns>Nats, or null where one of the products is zero.</returns>
    public double? LogSensitivity(int block)
    {
        (int rank, double logVolume) left = block == _triangles.Count - 1 ? (_outputs, 0) : Volume(block + 1, _triangles.Count - 1);
        (int rank, double logVolume) right = block == 0 ? (_inputs, 0) : Volume(0, block - 1);
        return left.rank == 0 || right.rank == 0 ? null : (right.rank * left.logVolume) + (left.rank * right.logVolume);
    }

    /// <summary>The product K_m … K_1, q_m-by-p_1: the weight of each input feature in each output (paper, III.D).</summary>
    public DenseMatrix Product() => _first!.TimesRight(_cores.Aggregate((DenseMatrix?)null, (product, core) => Times(core, product)) is { } inner
        ? MatrixProduct.Multiply(_last!.Left, inner) : _last!.Left);

    // The rank and log-volume of K_to … K_from.
    private (int Rank, double LogVolume) Volume(int from, int to)
    {
        DenseMatrix? inner = null;
        for (int i = from; i < to; i++)
        {
            inner = Times(_cores[i], inner);
        }

        DenseMatrix product = Times(_triangles[to], inner);
        double[] sigma = ThinSvd.Values(product);
        var spectrum = new Spectrum(sigma, rule.Of(sigma, product.RowCount, product.ColumnCount), tolerance);
        return (spectrum.Rank, spectrum.LogVolume);
    }

    private static DenseMatrix Times(DenseMatrix core, DenseMatrix? product) => product is null ? core : MatrixProduct.Multiply(core, product);
}
