using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The operators K₁, …, K_m of a network's blocks one after the other, and what their products need: no product of full size is formed.
/// </summary>
/// <remarks>
/// With K_i = L_i R_iᵀ and R_i orthonormal, K_j … K_i = L_j (R_jᵀ L_{j−1}) … (R_{i+1}ᵀ L_i) R_iᵀ: small cores between the factors, and the
/// singular values are those of L_j times the cores. Products that start at the first block are measured as the chain grows, those that
/// end at the last one from its few rows backwards; of all of them one at a time is held for each thread, beside the cores.
/// </remarks>
/// <param name="rule">The rank rule of the products.</param>
/// <param name="tolerance">The rank tolerance of their volumes.</param>
/// <param name="threads">
/// How many products are measured at a time, and the threads of one that is computed; the results are the same bits for any number.
/// </param>
/// <param name="cancellation">Stops between them.</param>
internal sealed class OperatorChain(RankCutoff rule, double tolerance, int threads = 1, CancellationToken cancellation = default)
{
    private readonly List<DenseMatrix> _cores = [];
    private readonly List<(int Rank, double LogVolume)> _leading = [];
    private readonly List<(DenseMatrix Product, bool IsOwn)> _waiting = [];
    private DenseMatrix? _inner;
    private DenseMatrix? _whole;
    private DenseMatrix? _triangle;
    private KoopmanOperator? _first;
    private KoopmanOperator? _last;
    private int _inputs;
    private int _outputs;

    /// <summary>Whether sensitivities will be asked for.</summary>
    public bool IsMeasured { get; init; } = true;

    /// <summary>Adds the operator of the next block.</summary>
    public void Add(KoopmanOperator next) => Add(next, next.Inputs, next.Outputs);

    /// <summary>
    /// Adds the operator of the next block, from R^<paramref name="inputs"/> to R^<paramref name="outputs"/>, in orthonormal coordinates of
    /// the snapshots.
    /// </summary>
    public void Add(KoopmanOperator next, int inputs, int outputs)
    {
        if (_last is not null)
        {
            DenseMatrix core = next.RightTimes(_last.Left);
            Measure(_whole, isOwn: _inner is not null, _leading);
            DenseMatrix? before = _cores.Count > 1 ? _inner : null; // that of one core is the core
            _cores.Add(core);
            _inner = Times(core, _inner);
            UnsetMatrix.LetGo(before);
        }
        else
        {
            (_first, _inputs) = (next, inputs);
        }

        (_last, _outputs) = (next, outputs);
        if (IsMeasured)
        {
            // L_i W has the singular values of R W with L_i = Q R, which a Gram matrix would square.
            _triangle = next.Left.RowCount > next.Left.ColumnCount ? ThinQr.Triangle(next.Left) : next.Left;
            _whole = Times(_triangle, _inner);
        }
    }

    /// <summary>
    /// ln BS_i of each block: the log-volume of ∂K/∂K_i = (K_m…K_{i+1}) ⊗ (K_{i−1}…K_1)ᵀ (paper, Theorem 5).
    /// With a and b the ranks of the two it is b·lnvol(left) + a·lnvol(right), for square chains ln ∏_{s≠i}|K_s|ⁿ.
    /// </summary>
    /// <returns>Nats, or null where one of the products is zero.</returns>
    public double?[] LogSensitivities()
    {
        MeasureWaiting(_leading);
        List<(int Rank, double LogVolume)> trailing = Trailing(), leading = [(_inputs, 0), .. _leading];
        return [.. leading.Zip(trailing, double? (right, left) =>
            left.Rank == 0 || right.Rank == 0 ? null : (right.Rank * left.LogVolume) + (left.Rank * right.LogVolume))];
    }

    /// <summary>The product K_m … K_1, q_m-by-p_1: the weight of each input feature in each output (paper, III.D).</summary>
    public DenseMatrix Product() => _first!.TimesRight(Times(_last!.Left, _inner));

    // Of each block the volume of K_m … of those after it.
    private List<(int Rank, double LogVolume)> Trailing()
    {
        List<(int Rank, double LogVolume)> volumes = [(_outputs, 0)];
        DenseMatrix? product = _triangle;
        for (int c = _cores.Count - 1; c >= 0; c--)
        {
            DenseMatrix? next = c > 0 ? MatrixProduct.Multiply(product!, _cores[c], threads) : null;
            Measure(product, isOwn: !ReferenceEquals(product, _triangle), volumes);
            product = next;
        }

        MeasureWaiting(volumes);
        volumes.Reverse();
        return volumes;
    }

    // Products wait until there is one for each thread. An operator's own matrix and a core stay, the others are let go.
    private void Measure(DenseMatrix? product, bool isOwn, List<(int Rank, double LogVolume)> volumes)
    {
        if (product is null)
        {
            return;
        }

        _waiting.Add((product, isOwn));
        if (_waiting.Count >= threads)
        {
            MeasureWaiting(volumes);
        }
    }

    private void MeasureWaiting(List<(int Rank, double LogVolume)> volumes)
    {
        var measured = new (int, double)[_waiting.Count];
        InParallel.For(measured.Length, threads, i => measured[i] = Volume(_waiting[i].Product), cancellation);
        volumes.AddRange(measured);
        foreach ((DenseMatrix product, bool isOwn) in _waiting)
        {
            UnsetMatrix.LetGo(isOwn ? product : null);
        }

        _waiting.Clear();
    }

    private (int Rank, double LogVolume) Volume(DenseMatrix product)
    {
        double[] sigma = ThinSvd.Values(product);
        var spectrum = new Spectrum(sigma, rule.RankOf(sigma, product.RowCount, product.ColumnCount), tolerance);
        return (spectrum.Rank, spectrum.LogVolume);
    }

    private DenseMatrix Times(DenseMatrix factor, DenseMatrix? product)
        => product is null ? factor : MatrixProduct.Multiply(factor, product, threads);
}
