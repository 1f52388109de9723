using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert;

/// <summary>
/// Identifies the values of one weight tensor without storing them, and shows whether those of another model are equal, near or unrelated,
/// pruned or quantised. It depends on the values that the operator uses, not on the type or the order in which the model stores them.
/// </summary>
/// <param name="Hash">The first 128 bits of the SHA-256 of the values as float64, output units first, in lower-case hexadecimal.</param>
/// <param name="Sketch">A random projection of the values to 64 numbers of one byte each, in base64; see <see cref="CosineTo"/>.</param>
/// <param name="Zeros">The share of values that are exactly 0, from 0 to 1.</param>
/// <param name="Distinct">The number of distinct values, counted up to <see cref="MostDistinct"/>.</param>
public sealed record WeightFingerprint(string Hash, string Sketch, double Zeros, int Distinct)
{
    /// <summary>The largest number of distinct values that is counted: more than 16 bits can tell apart.</summary>
    public const int MostDistinct = 1 << 16;

    /// <summary>
    /// An estimate of the cosine between the values of two tensors of one shape, from −1 to 1: 0 for unrelated ones, with a standard
    /// deviation of 1/8, and exact for equal ones. 0 if either is 0 or not finite.
    /// </summary>
    public double CosineTo(WeightFingerprint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return WeightSketch.Cosine(Sketch, other.Sketch);
    }

    /// <summary>Computes the fingerprint.</summary>
    internal static WeightFingerprint Create(Weight weight)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sketch = new WeightSketch();
        var distinct = new HashSet<double>(Math.Min(weight.Values.Length, MostDistinct));
        long zeros = 0;
        foreach (double[] unit in Units(weight))
        {
            TensorPrimitives.Add(unit, 0.0, unit); // −0 is 0
            hash.AppendData(MemoryMarshal.AsBytes(unit.AsSpan()));
            sketch.Add(unit);
            zeros += unit.AsSpan().Count(0.0);
            for (int i = 0; i < unit.Length && distinct.Count < MostDistinct; i++)
            {
                _ = distinct.Add(unit[i]);
            }
        }

        return new WeightFingerprint(
            ParameterHash.Text(hash.GetHashAndReset()), sketch.ToText(), (double)zeros / weight.Values.Length, distinct.Count);
    }

    // The values of each output unit, one after the other, in one buffer.
    private static IEnumerable<double[]> Units(Weight weight)
    {
        int units = (int)weight.UnitsFirst[0], size = weight.Values.Length / units;
        double[] unit = new double[size];
        for (int u = 0; u < units; u++)
        {
            if (weight.UnitsLast)
            {
                for (int i = 0; i < size; i++)
                {
                    unit[i] = weight.Values[(i * units) + u];
                }
            }
            else
            {
                weight.Values.AsSpan(u * size, size).CopyTo(unit);
            }

            yield return unit;
        }
    }
}
