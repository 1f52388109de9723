using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>What a product of reflectors is applied to.</summary>
internal enum ReflectorTarget
{
    /// <summary>Any matrix.</summary>
    General,

    /// <summary>The first columns of an identity: the reflectors that are still to come do not change its leading columns.</summary>
    Identity,
}

/// <summary>
/// Products of Householder reflectors Q = H₁H₂…H_k in compact WY form (Schreiber and Van Loan 1989, doi:10.1137/0910005).
/// </summary>
/// <remarks>
/// The reflectors are the columns of an m-by-k matrix V, unit lower trapezoidal with its zeros and ones stored. A block of them is
/// I − V T Vᵀ with T upper triangular, so that most of the work is in matrix products.
/// </remarks>
internal static unsafe class Reflectors
{
    /// <summary>The number of reflectors that are applied together: a multiple of the rows of a product tile.</summary>
    public const int BlockSize = 2 * VectorKernels.TileRows;

    /// <summary>X = Q X, in place; X is m-by-c.</summary>
    public static void ApplyAll(MatrixView v, ReadOnlySpan<double> factors, MatrixView x, ReflectorTarget target = ReflectorTarget.General)
    {
        for (int first = (v.Columns - 1) / BlockSize * BlockSize; first >= 0 && v.Columns > 0; first -= BlockSize)
        {
            int count = Math.Min(BlockSize, v.Columns - first);
            int column = target == ReflectorTarget.Identity ? first : 0;
            MatrixView part = x.Part(first, column, x.Rows - first, x.Columns - column);
            ApplyBlock(v.Part(first, first, v.Rows - first, count), factors.Slice(first, count), part, transpose: false);
        }
    }

    /// <summary>X = QᵀX, in place; X is m-by-c.</summary>
    public static void ApplyAllTransposed(MatrixView v, ReadOnlySpan<double> factors, MatrixView x)
    {
        for (int first = 0; first < v.Columns; first += BlockSize)
        {
            int count = Math.Min(BlockSize, v.Columns - first);
            MatrixView part = x.Part(first, 0, x.Rows - first, x.Columns);
            ApplyBlock(v.Part(first, first, v.Rows - first, count), factors.Slice(first, count), part, transpose: true);
        }
    }

    /// <summary>X −= V T (Vᵀ X), or with Tᵀ for the transposed product.</summary>
    public static void ApplyBlock(MatrixView v, ReadOnlySpan<double> factors, MatrixView x, bool transpose)
    {
        if (x.Columns == 0)
        {
            return;
        }

        int k = v.Columns;
        using AlignedBuffer work = new((2L * k * k) + (2L * k * x.Columns));
        MatrixView t = new(work.Start, k, k, k), inner = new(work.Start + (k * k), k, k, k);
        MatrixView product = new(work.Start + (2 * k * k), k, x.Columns, k);
        MatrixView weighted = new(product.Start + ((nint)k * x.Columns), k, x.Columns, k);
        PackedProduct.Run(v.Transposed, v, inner, ProductMode.Set);
        Triangle(inner, factors, t);
        PackedProduct.Run(v.Transposed, x, product, ProductMode.Set);
        PackedProduct.Run(transpose ? t.Transposed : t, product, weighted, ProductMode.Set);
        PackedProduct.Run(v, weighted, x, ProductMode.Subtract);
    }

    /// <summary>The k-by-k matrix T, column by column: T_jj = τ_j, and above it −τ_j T (VᵀV)_j.</summary>
    /// <param name="inner">The inner products VᵀV, k-by-k; only those above the diagonal are read.</param>
    /// <param name="factors">The k factors τ.</param>
    /// <param name="t">Receives T; must be zero before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Triangle(MatrixView inner, ReadOnlySpan<double> factors, MatrixView t)
    {
        VectorKernels kernels = VectorKernels.Current;
        for (int j = 0; j < t.Columns; j++)
        {
            double* column = t.At(0, j);
            // The strict triangle of T times the column of inner products, as a sum of columns of T, so that all accesses have stride 1.
            for (int i = 0; i < j; i++)
            {
                kernels.AddScaled(-factors[j] * *inner.At(i, j), t.At(0, i), column, i + 1);
            }

            column[j] = factors[j];
        }
    }
}
