using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>Snapshots in memory.</summary>
internal sealed class HeldActivations : Activations
{
    private readonly float[]? _single;
    private readonly double[]? _double;

    /// <summary>Room for <paramref name="count"/> snapshots at a cut.</summary>
    /// <exception cref="OverflowException">More values than one array holds.</exception>
    public HeldActivations(Cut cut, int count)
    {
        Dimension = cut.Dimension;
        Count = count;
        int size = checked(Dimension * count);
        if (IsDouble(cut))
        {
            _double = new double[size];
        }
        else
        {
            _single = new float[size];
        }
    }

    public override int Dimension { get; }

    public override int Count { get; }

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        int start = (snapshot * Dimension) + first;
        if (_double is not null)
        {
            _double.AsSpan(start, destination.Length).CopyTo(destination);
        }
        else
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(_single.AsSpan(start, destination.Length), destination);
        }
    }

    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        int start = (firstSnapshot * Dimension) + offset;
        if (_double is not null)
        {
            TensorRows.Copy(tensor, rows, width, _double.AsSpan(start), Dimension);
        }
        else
        {
            TensorRows.Copy(tensor, rows, width, _single.AsSpan(start), Dimension);
        }
    }
}
