using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The Householder reduction QᵀAQ = T of a symmetric matrix to tridiagonal form (Golub and Van Loan, 4th ed., 8.3.1).</summary>
/// <remarks>
/// Each step reads the trailing matrix once: it applies the pending rank-2 update of the previous step and multiplies the updated matrix by
/// the new reflector in the same loop, which halves the memory traffic. Of the lower triangle the 8-by-8 blocks on the diagonal are stored
/// whole, so that all vectors start on a block.
/// </remarks>
internal sealed unsafe class Tridiagonal : IDisposable
{
    private readonly int _order;
    private readonly int _padded;
    private readonly LowerStrips _matrix;
    private readonly AlignedBuffer _work;
    private readonly double[] _factors;

    /// <summary>
    /// Reduces s·DAD, where A is the leading n-by-n part of a matrix, of which only the lower triangle is read, D the diagonal of the
    /// weights, and s the <see cref="Scale"/> of DAD.
    /// </summary>
    /// <param name="a">A matrix of at least n rows and columns.</param>
    /// <param name="weights">The n diagonal entries of D.</param>
    /// <exception cref="ArgumentException">DAD holds NaN or an infinity.</exception>
    public Tridiagonal(DenseMatrix a, double[] weights)
    {
        _order = weights.Length;
        _matrix = new LowerStrips(_order);
        _padded = _matrix.PaddedOrder;
        _work = new AlignedBuffer(4L * _padded);
        _factors = new double[_order];
        Diagonal = new double[_order];
        OffDiagonal = new double[_order];
        Scale = Magnitude.Scale(Load(a, weights), a);
        ScaleAll(Scale);
        Reduce();
    }

    /// <summary>The power of two that brings the largest entry near 1.</summary>
    public double Scale { get; }

    /// <summary>The n diagonal entries of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The n−1 entries beside the diagonal, and a zero.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>
    /// X = Q X, in place, of an n-by-c matrix X. Q does not change the first row; on the others it is a product of n−1 reflectors.
    /// </summary>
    public void ApplyQ(DenseMatrix x)
    {
        int n = _order - 1;
        if (n < 1)
        {
            return;
        }

        // The reflectors are the columns below the diagonal. Above it, only the blocks on the diagonal have nonzero entries.
        for (int k = 0; k < n; k++)
        {
            int block = k / VectorKernels.Panel * VectorKernels.Panel;
            new Span<double>(_matrix.At(block, k), k + 1 - block).Clear();
        }

        fixed (double* values = x.Values)
        {
            MatrixView below = new(values + 1, n, x.ColumnCount, _order);
            for (int first = (n - 1) / LowerStrips.Width * LowerStrips.Width; first >= 0; first -= LowerStrips.Width)
            {
                int count = Math.Min(LowerStrips.Width, n - first);
                MatrixView reflectors = new(_matrix.At(first + 1, first), n - first, count, _matrix.Stride(first));
                MatrixView part = below.Part(first, 0, n - first, x.ColumnCount);
                Reflectors.ApplyBlock(reflectors, _factors.AsSpan(first, count), part, transpose: false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _matrix.Dispose();
        _work.Dispose();
    }

    /// <summary>Writes DAD, and finds the largest absolute value of its entries: NaN if there is one.</summary>
    private double Load(DenseMatrix a, double[] weights)
    {
        int stride = a.RowCount;
        double largest = 0;
        for (int j = 0; j < _order; j++)
        {
            int block = j / VectorKernels.Panel * VectorKernels.Panel;
            for (int i = block; i < j; i++)
            {
                *_matrix.At(i, j) = a.Values[j + (i * stride)] * weights[j] * weights[i];
            }

            Span<double> below = Below(j);
            TensorPrimitives.Multiply(a.Values.AsSpan(j + (j * stride), below.Length), weights.AsSpan(j), below);
            TensorPrimitives.Multiply(below, weights[j], below);
            largest = Math.Max(largest, Math.Abs(TensorPrimitives.MaxMagnitude<double>(below)));
        }

        return largest;
    }

    private void ScaleAll(double scale)
    {
        for (int j = 0; j < _order && scale != 1; j++)
        {
            int block = j / VectorKernels.Panel * VectorKernels.Panel;
            Span<double> column = new(_matrix.At(block, j), _order - block);
            TensorPrimitives.Multiply(column, scale, column);
        }
    }

    /// <summary>Column j from its diagonal entry on.</summary>
    private Span<double> Below(int j) => new(_matrix.At(j, j), _order - j);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reduce()
    {
        RankTwoVectors all = new(_work.Start, _work.Start + _padded, _work.Start + (2 * _padded), _work.Start + (3 * _padded));
        for (int k = 0; k < _order; k++)
        {
            int rest = _order - k - 1;
            double* column = _matrix.At(k, k);
            ApplyPending(column, all, k);
            Diagonal[k] = column[0];
            if (rest == 0)
            {
                break;
            }

            _factors[k] = Householder.Create(column + 1, rest, out double beta);
            OffDiagonal[k] = beta;
            // The pass runs over whole blocks: entries up to k must be zero for what is finished to stay as it is.
            all.V[k] = all.W[k] = all.U[k] = 0;
            new Span<double>(column + 1, rest).CopyTo(new Span<double>(all.U + k + 1, rest));
            Pass(all, k + 1);
            FinishProduct(all, k + 1, _factors[k]);
        }
    }

    /// <summary>Brings column k up to date from its diagonal entry on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyPending(double* column, RankTwoVectors all, int k)
    {
        VectorKernels kernels = VectorKernels.Current;
        kernels.AddScaled(-all.W[k], all.V + k, column, _order - k);
        kernels.AddScaled(-all.V[k], all.W + k, column, _order - k);
    }

    /// <summary>A −= v wᵀ + w vᵀ and p = A u on the columns from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass(RankTwoVectors all, int first)
    {
        VectorKernels kernels = VectorKernels.Current;
        int start = first / VectorKernels.Panel * VectorKernels.Panel;
        new Span<double>(all.P + start, _padded - start).Clear();
        for (int block = start; block < _padded; block += VectorKernels.Panel)
        {
            double* corner = _matrix.At(block, block);
            nint stride = _matrix.Stride(block);
            int blocks = (_padded - block) / VectorKernels.Panel;
            if (first < block + 4)
            {
                kernels.UpdateAndMultiply(corner, stride, all.From(block), 0, blocks);
            }

            kernels.UpdateAndMultiply(corner + (4 * stride), stride, all.From(block), 4, blocks);
        }
    }

    /// <summary>Makes (u, p) the next pending pair: v = u, w = τp − ½τ²(pᵀu)u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FinishProduct(RankTwoVectors all, int first, double factor)
    {
        VectorKernels kernels = VectorKernels.Current;
        int rest = _order - first;
        double* u = all.U + first, w = all.W + first;
        double half = -0.5 * factor * factor * kernels.Dot(all.P + first, u, rest);
        new Span<double>(w, rest).Clear();
        kernels.AddScaled(factor, all.P + first, w, rest);
        kernels.AddScaled(half, u, w, rest);
        new Span<double>(u, rest).CopyTo(new Span<double>(all.V + first, rest));
    }
}

/// <summary>The four vectors that one step of the tridiagonalisation reads and writes.</summary>
/// <param name="v">The reflector of the pending update A − v wᵀ − w vᵀ.</param>
/// <param name="w">Its companion.</param>
/// <param name="u">The reflector to multiply by.</param>
/// <param name="p">The product A u, accumulated.</param>
internal readonly unsafe struct RankTwoVectors(double* v, double* w, double* u, double* p)
{
    public readonly double* V = v;
    public readonly double* W = w;
    public readonly double* U = u;
    public readonly double* P = p;

    /// <summary>The same vectors, from a later row on.</summary>
    public RankTwoVectors From(nint row) => new(V + row, W + row, U + row, P + row);
}
