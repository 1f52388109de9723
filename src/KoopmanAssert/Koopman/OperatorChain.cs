using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The operators K₁, …, K_m of a network's blocks one after the other, and what their products need: no product of full size is formed.</summary>
/// <remarks>
/// With K_i = L_i R_iᵀ and R_i orthonormal, K_j … K_i = L_j (R_jᵀ L_{j−1}) … (R_{i+1}ᵀ L_i) R_iᵀ: small cores between the factors, and the
/// singular values are those of L_j times the cores. Products that start at the first block are kept, each a factor longer than the one
/// before; those that end at the last one grow from its few rows.
/// </remarks>
internal sealed class OperatorChain(RankRule rule, double tolerance)
{
    private readonly List<DenseMatrix> _triangles = [];
    private readonly List<DenseMatrix> _cores = [];

    // Of blocks 1, 2, …: the cores from the first to the one before the block's own factor, multiplied.
    private readonly List<DenseMatrix> _leading = [];
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
            DenseMatrix core = next.RightTimes(_last.Left);
            _cores.Add(core);
            _leading.Add(_leading.Count == 0 ? core : MatrixProduct.Multiply(core, _leading[^1]));
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
    /// ln BS_i of each block: the log-volume of ∂K/∂K_i = (K_m…K_{i+1}) ⊗ (K_{i−1}…K_1)ᵀ (paper, Theorem 5).
    /// With a and b the ranks of the two it is b·lnvol(left) + a·lnvol(right), for square chains ln ∏_{s≠i}|K_s|ⁿ.
    /// </summary>
    /// <param name="threads">How many blocks at a time; the results are the same bits for any number.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Nats, or null where one of the products is zero.</returns>
    public double?[] LogSensitivities(int threads, CancellationToken cancellation)
    {
        DenseMatrix[] trailing = Trailing();
        var sensitivities = new double?[_triangles.Count];
        InParallel.For(sensitivities.Length, threads, block =>
        {
            (int rank, double logVolume) left = block == trailing.Length - 1 ? (_outputs, 0) : Volume(trailing[block + 1]);
            (int rank, double logVolume) right = block == 0 ? (_inputs, 0) : Volume(Leading(block - 1));
            sensitivities[block] = left.rank == 0 || right.rank == 0 ? null : (right.rank * left.logVolume) + (left.rank * right.logVolume);
        }, cancellation);
        return sensitivities;
    }

    /// <summary>The product K_m … K_1, q_m-by-p_1: the weight of each input feature in each output (paper, III.D).</summary>
    public DenseMatrix Product() => _first!.TimesRight(_leading.Count == 0 ? _last!.Left : MatrixProduct.Multiply(_last!.Left, _leading[^1]));

    // What has the singular values of K_block … K_0.
    private DenseMatrix Leading(int block) => block == 0 ? _triangles[0] : MatrixProduct.Multiply(_triangles[block], _leading[block - 1]);

    // For each block, what has the singular values of K_m … K_block.
    private DenseMatrix[] Trailing()
    {
        var trailing = new DenseMatrix[_triangles.Count];
        for (int block = trailing.Length - 1; block >= 0; block--)
        {
            trailing[block] = block == trailing.Length - 1 ? _triangles[block] : MatrixProduct.Multiply(trailing[block + 1], _cores[block]);
        }

        return trailing;
    }

    // The rank and log-volume of a product.
    private (int Rank, double LogVolume) Volume(DenseMatrix product)
    {
        double[] sigma = ThinSvd.Values(product);
        var spectrum = new Spectrum(sigma, rule.Of(sigma, product.RowCount, product.ColumnCount), tolerance);
        return (spectrum.Rank, spectrum.LogVolume);
    }
}
