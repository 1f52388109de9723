using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// The blocked Householder factorisation A = QR (Golub and Van Loan, 4th ed., 5.2.3), recursive within a block (Elmroth and
/// Gustavson 2000).
/// </summary>
/// <param name="a">A, m-by-k with m ≥ k; replaced by the reflectors, unit lower trapezoidal with its zeros and ones stored.</param>
/// <param name="factors">Receives the k factors τ.</param>
/// <param name="r">Receives R, k-by-k; its lower triangle is not written.</param>
internal readonly unsafe ref struct HouseholderPanels(MatrixView a, Span<double> factors, MatrixView r)
{
    /// <summary>The number of columns up to which column-wise updates beat packed products.</summary>
    private const int Leaf = 6;

    private readonly MatrixView _a = a;
    private readonly Span<double> _factors = factors;
    private readonly MatrixView _r = r;

    /// <summary>Factorises all columns.</summary>
    public void Factorise()
    {
        for (int first = 0; first < _a.Columns; first += Reflectors.BlockSize)
        {
            int count = Math.Min(Reflectors.BlockSize, _a.Columns - first);
            Factorise(first, count);
            Update(first, count, _a.Columns - first - count);
        }
    }

    private void Factorise(int first, int count)
    {
        if (count <= Leaf)
        {
            FactoriseLeaf(first, first + count);
            return;
        }

        int half = count / 2;
        Factorise(first, half);
        Update(first, half, count - half);
        Factorise(first + half, count - half);
    }

    /// <summary>Applies finished reflectors to the columns after them.</summary>
    private void Update(int first, int count, int columns)
    {
        int rows = _a.Rows - first;
        MatrixView rest = _a.Part(first, first + count, rows, columns);
        Reflectors.ApplyBlock(_a.Part(first, first, rows, count), _factors.Slice(first, count), rest, transpose: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FactoriseLeaf(int first, int end)
    {
        VectorKernels kernels = VectorKernels.Current;
        for (int j = first; j < end; j++)
        {
            int rows = _a.Rows - j;
            double* u = _a.At(j, j);
            _factors[j] = Householder.Create(u, rows, out double beta);
            for (int c = j + 1; c < end; c++)
            {
                double* column = _a.At(j, c);
                kernels.AddScaled(-_factors[j] * kernels.Dot(u, column, rows), u, column, rows);
            }

            // The entries above the diagonal are final: they move to R, and the reflector has zeros there.
            Span<double> above = new(_a.At(0, j), j);
            above.CopyTo(new Span<double>(_r.At(0, j), j));
            above.Clear();
            *_r.At(j, j) = beta;
        }
    }
}
