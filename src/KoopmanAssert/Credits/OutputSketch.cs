using System.Buffers.Binary;
using System.Numerics.Tensors;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>How far the outputs of a model lie from those of another on the same samples.</summary>
/// <param name="Change">The distance of the centred outputs relative to how much those of the other vary, and that of their means relative
/// to their size, as the root of the sum of squares: √2 for outputs that vary as much about the same mean and have nothing in common.</param>
/// <param name="Geometry">The distance of their inner products, likewise: 0 also for outputs that were rotated.</param>
internal readonly record struct OutputDistance(double Change, double Geometry);

/// <summary>
/// The outputs of a network on its samples in some kilobytes: enough to say how far another model's lie from them, as they are and up to a
/// rotation, as which a retrained embedding is free to choose its axes.
/// </summary>
/// <remarks>
/// Up to 16 outputs are kept as they are. More are added, each with a random sign, to one of 16 sums (a count sketch; Charikar, Chen and
/// Farach-Colton 2002), whose squared distances are those of the outputs on average; their centred inner products over the samples are then
/// kept times 8 random vectors of signs. Values are in half precision, relative to the largest. Signs and places follow from indices, so
/// every machine makes the same sketch.
/// </remarks>
/// <param name="Values">The outputs or their sums, one sample after the other: the largest magnitude as float64, then a half for each, in
/// base64.</param>
/// <param name="Products">The inner products times the random vectors, likewise; null if they follow from <paramref name="Values"/>, and
/// for class scores, whose axes are the classes and do not turn.</param>
internal sealed record OutputSketch(string Values, string? Products)
{
    private const int MostColumns = 16;
    private const int ProductColumns = 8;

    /// <summary>Sketches outputs.</summary>
    /// <param name="outputs">The outputs, one sample a column.</param>
    /// <param name="centred">Their centred inner products; null for class scores.</param>
    /// <param name="threads">The threads to use; the sketch does not depend on it.</param>
    /// <param name="cancellation">Stops the computation.</param>
    public static OutputSketch Create(Snapshots outputs, InnerProducts? centred, int threads, CancellationToken cancellation)
    {
        int dimension = outputs.Dimension, columns = Math.Min(dimension, MostColumns);
        double[] sums = new double[outputs.Count * columns];
        InParallel.For(outputs.Count, threads, j =>
        {
            double[] values = new double[dimension];
            outputs.Read(j, 0, values);
            Add(values, sums.AsSpan(j * columns, columns));
        }, cancellation);
        return new OutputSketch(Pack(sums), centred is not null && dimension > columns ? Pack(Project(centred)) : null);
    }

    /// <summary>Whether a text holds up to 16 finite numbers for each of so many samples.</summary>
    public static bool IsPacked(string text, int samples)
    {
        byte[] bytes = new byte[text.Length];
        int halves = Convert.TryFromBase64String(text, bytes, out int length) ? (length - sizeof(double)) / 2 : 0;
        return halves > 0 && length == sizeof(double) + (2 * halves) && halves % samples == 0 && halves / samples <= MostColumns
            && double.IsFinite(BinaryPrimitives.ReadDoubleLittleEndian(bytes)) && TensorPrimitives.IsFiniteAll<double>(Unpack(text));
    }

    /// <summary>How far the outputs of the same samples lie from those of the accepted model; null if they are not as many.</summary>
    public OutputDistance? DistanceFrom(OutputSketch accepted, int samples)
    {
        double[] own = Unpack(Values), other = Unpack(accepted.Values);
        if (own.Length != other.Length || Products is null != accepted.Products is null)
        {
            return null;
        }

        int columns = own.Length / samples;
        double[] varying = Centred(own, columns), centred = Centred(other, columns), difference = new double[own.Length];
        TensorPrimitives.Subtract(own, other, difference);
        double apart = TensorPrimitives.Distance<double>(varying, centred), moved = TensorPrimitives.Norm<double>(difference);
        double shift = Math.Sqrt(Math.Max(0, (moved * moved) - (apart * apart))); // of the means
        return new OutputDistance(
            double.Hypot(
                Relative(apart, TensorPrimitives.Norm<double>(centred), varying),
                Relative(shift, TensorPrimitives.Norm<double>(other), own)),
            Products is null
                ? Geometry(varying, centred, columns)
                : Relative(
                    TensorPrimitives.Distance<double>(Unpack(Products), Unpack(accepted.Products!)),
                    TensorPrimitives.Norm<double>(Unpack(accepted.Products!)),
                    Unpack(Products)));
    }

    private static void Add(ReadOnlySpan<double> values, Span<double> sums)
    {
        if (values.Length == sums.Length)
        {
            values.CopyTo(sums);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = SplitMix64.Bits((ulong)i + 1);
            sums[(int)(bits % (ulong)sums.Length)] += (bits >> 63) == 0 ? values[i] : -values[i];
        }
    }

    // GΩ of the n-by-n inner products G and the n-by-8 signs Ω, or Xᵀ(XΩ) if the snapshots X were kept instead.
    private static double[] Project(InnerProducts centred)
    {
        int n = centred.Snapshots;
        var signs = new DenseMatrix(n, ProductColumns, [.. Enumerable.Range(1, n * ProductColumns)
            .Select(i => (SplitMix64.Bits((ulong)i) >> 63) == 0 ? 1.0 : -1.0)]);
        DenseMatrix kept = centred.Kept, product = MatrixProduct.Multiply(kept, signs);
        return (InnerProducts.KeepsSnapshots(centred.Dimension, n) ? MatrixProduct.TransposeMultiply(kept, product) : product).Values;
    }

    // ‖X Xᵀ − Y Yᵀ‖ / ‖Y Yᵀ‖, by the small products of their columns.
    private static double Geometry(double[] own, double[] accepted, int columns)
    {
        var x = new DenseMatrix(columns, own.Length / columns, own);
        var y = new DenseMatrix(columns, own.Length / columns, accepted);
        double xx = Square(x, x), yy = Square(y, y), difference = Math.Sqrt(Math.Max(0, xx + yy - (2 * Square(x, y))));
        return Relative(difference, Math.Sqrt(yy), [Math.Sqrt(xx)]);
    }

    private static double Square(DenseMatrix a, DenseMatrix b) =>
        TensorPrimitives.SumOfSquares<double>(((DenseMatrix)a.TransposeAndMultiply(b)).Values);

    // Outputs that never varied give no scale: then everything that differs is new.
    private static double Relative(double distance, double scale, double[] own) =>
        distance == 0 ? 0 : distance / (scale > 0 ? scale : Math.Max(distance, TensorPrimitives.Norm<double>(own)));

    private static double[] Centred(double[] values, int columns)
    {
        double[] centred = [.. values];
        for (int c = 0; c < columns; c++)
        {
            double mean = 0;
            for (int i = c; i < values.Length; i += columns)
            {
                mean += values[i] / (values.Length / columns);
            }

            for (int i = c; i < values.Length; i += columns)
            {
                centred[i] -= mean;
            }
        }

        return centred;
    }

    private static string Pack(double[] values)
    {
        double largest = values.Max(Math.Abs);
        byte[] bytes = new byte[sizeof(double) + (2 * values.Length)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, largest);
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(
                bytes.AsSpan(sizeof(double) + (2 * i)), (Half)(largest > 0 ? values[i] / largest : 0));
        }

        return Convert.ToBase64String(bytes);
    }

    private static double[] Unpack(string text)
    {
        byte[] bytes = Convert.FromBase64String(text);
        double largest = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        double[] values = new double[(bytes.Length - sizeof(double)) / 2];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = largest * (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(sizeof(double) + (2 * i)));
        }

        return values;
    }
}
