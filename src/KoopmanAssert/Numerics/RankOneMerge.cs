using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Merges two solved halves: eigenvalues and eigenvectors of Q (D + ρ z zᵀ) Qᵀ, where Q holds the vectors of the halves (LAPACK dlaed1,
/// dlaed3).
/// </summary>
/// <remarks>
/// The vectors are those of a z for which the computed values are exact, which makes them orthogonal however close the values are
/// (Gu and Eisenstat 1994, doi:10.1137/S089547989223924X).
/// </remarks>
internal sealed unsafe class RankOneMerge(int order) : IDisposable
{
    private readonly Deflation _deflation = new(order);
    private readonly MergeColumns _columns = new(order);
    private readonly AlignedBuffer _work = new(4L * order);

    /// <summary>Merges two halves in place.</summary>
    /// <param name="q">The vectors of the halves, block diagonal; those of the whole on return.</param>
    /// <param name="values">The values of the halves; those of the whole on return.</param>
    /// <param name="ascending">
    /// The columns of each half, counted from its first, in ascending order of their values; those of the whole on return.
    /// </param>
    /// <param name="half">The order of the first half.</param>
    /// <param name="tear">The entry beside the diagonal that was torn out, ±ρ.</param>
    /// <exception cref="ConvergenceException">The secular equation did not converge, which is an internal error.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(MatrixView q, Span<double> values, Span<int> ascending, int half, double tear)
    {
        foreach (ref int column in ascending[half..])
        {
            column += half;
        }

        SortedOrder.MergeIndices(ascending, half, values);
        _deflation.Run(q, values, ascending, half, tear);
        double[] before = values.ToArray();
        int[] settled = [.. _deflation.Settled];
        SortedOrder.SortIndices(settled, before);
        _columns.Gather(q, half, _deflation, settled);
        int moving = _deflation.Moving.Count;
        MatrixView update = q.Part(0, 0, moving, moving); // what was there is gathered
        Move(before, values, update);
        _columns.Multiply(update, q);
        for (int j = 0; j < settled.Length; j++)
        {
            values[moving + j] = before[settled[j]];
        }

        for (int j = 0; j < ascending.Length; j++)
        {
            ascending[j] = j;
        }

        SortedOrder.MergeIndices(ascending, moving, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _columns.Dispose();
        _work.Dispose();
    }

    /// <summary>Computes the moving values, and their vectors in the basis of the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(double[] before, Span<double> values, MatrixView update)
    {
        int count = update.Columns;
        double* poles = _work.Start, z = poles + count;
        for (int i = 0; i < count; i++)
        {
            int column = _deflation.Moving[i];
            (poles[i], z[i]) = (before[column], _deflation.Z[column]);
        }

        if (count == 1)
        {
            values[0] = poles[0] + (_deflation.Rho * z[0] * z[0]);
            *update.Start = 1;
            return;
        }

        SecularEquation equation = new(poles, z, count, _deflation.Rho);
        for (int j = 0; j < count; j++)
        {
            values[j] = equation.Solve(j, update.At(0, j));
        }

        FitZ(poles, z, update, scratch: z + count);
        FormVectors(z, update, scratch: z + count);
    }

    /// <summary>
    /// Replaces z by the one for which the values are exact, up to a factor: z_i² = −Π_j (d_i − λ_j) / Π_{j≠i} (d_i − d_j).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FitZ(double* poles, double* z, MatrixView differences, double* scratch)
    {
        int count = differences.Columns;
        Span<double> square = new(scratch, count), ratio = new(scratch + count, count);
        square.Fill(1);
        for (int j = 0; j < count; j++)
        {
            ReadOnlySpan<double> difference = new(differences.At(0, j), count);
            TensorPrimitives.Subtract(new ReadOnlySpan<double>(poles, count), poles[j], ratio);
            TensorPrimitives.Divide(difference, ratio, ratio);
            ratio[j] = difference[j];
            TensorPrimitives.Multiply(square, ratio, square);
        }

        for (int i = 0; i < count; i++)
        {
            z[i] = Math.CopySign(Math.Sqrt(-square[i]), z[i]);
        }
    }

    /// <summary>
    /// Replaces the differences d_i − λ_j by the normalised vectors z_i/(d_i − λ_j), with rows in the order of the grouped columns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FormVectors(double* z, MatrixView update, double* scratch)
    {
        int count = update.Columns;
        Span<double> vector = new(scratch, count);
        ReadOnlySpan<int> places = _columns.Places;
        for (int j = 0; j < count; j++)
        {
            Span<double> column = new(update.At(0, j), count);
            TensorPrimitives.Divide(new ReadOnlySpan<double>(z, count), column, vector);
            double norm = Householder.Norm(scratch, count);
            for (int i = 0; i < count; i++)
            {
                column[places[i]] = vector[i] / norm;
            }
        }
    }
}
