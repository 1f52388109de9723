using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Collects the rotations of many QL sweeps and applies them together to the columns of a matrix.</summary>
/// <remarks>
/// The matrix lies in strips of 8 rows. All sweeps of a batch run over one pair of strips, which stays in cache, before the
/// next pair (Van Zee, van de Geijn and Quintana-Ortí 2014, doi:10.1145/2535371).
/// </remarks>
internal sealed unsafe class RotationBatch : IDisposable
{
    private const int StripsTogether = 2;

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _strips;
    private readonly AlignedBuffer _matrix;
    private readonly AlignedBuffer _rotations;
    private readonly int _capacity;
    private readonly List<(int Last, int Start)> _sweeps = [];
    private int _count;

    /// <summary>Copies the m-by-n matrix whose columns will be rotated.</summary>
    public RotationBatch(DenseMatrix matrix)
    {
        _rows = matrix.RowCount;
        _columns = matrix.ColumnCount;
        int together = StripsTogether * VectorKernels.Panel;
        _strips = (_rows + together - 1) / together * StripsTogether;
        _capacity = Math.Max(8192, _columns);
        _matrix = new AlignedBuffer(StripStride * _strips);
        _rotations = new AlignedBuffer(2L * _capacity);
        fixed (double* values = matrix.Values)
            Packing.Rows(new(values, _rows, _columns, _rows), 0, _rows, 0, _columns, _matrix.Start);
    }

    private nint StripStride => VectorKernels.Panel * (nint)_columns;

    /// <summary>
    /// Starts a sweep of at most <paramref name="most"/> rotations, the first of columns last−1 and last, then downwards.
    /// </summary>
    public void Begin(int last, int most)
    {
        if (_count + most > _capacity) Flush();
        _sweeps.Add((last, _count));
    }

    /// <summary>Adds the sweep's next rotation: (z_i, z_i+1) = (c·z_i − s·z_i+1, s·z_i + c·z_i+1).</summary>
    public void Add(double cosine, double sine)
    {
        _rotations.Start[2 * _count] = cosine;
        _rotations.Start[(2 * _count) + 1] = sine;
        _count++;
    }

    /// <summary>Applies what has been collected.</summary>
    public void Flush()
    {
        VectorKernels kernels = VectorKernels.Current;
        for (int strip = 0; strip < _strips; strip += StripsTogether)
        {
            double* start = _matrix.Start + (strip * StripStride);
            for (int sweep = 0; sweep < _sweeps.Count; sweep++)
            {
                (int last, int from) = _sweeps[sweep];
                int end = sweep + 1 < _sweeps.Count ? _sweeps[sweep + 1].Start : _count;
                kernels.RotateStrips(start, StripStride, _rotations.Start + (2 * from), last, end - from);
            }
        }

        _sweeps.Clear();
        _count = 0;
    }

    /// <summary>Writes column <paramref name="column"/>, of m entries.</summary>
    public void CopyColumn(int column, Span<double> destination)
    {
        for (int row = 0; row < _rows; row += VectorKernels.Panel)
        {
            double* source = _matrix.Start + (row / VectorKernels.Panel * StripStride) + (column * (nint)VectorKernels.Panel);
            new Span<double>(source, Math.Min(VectorKernels.Panel, _rows - row)).CopyTo(destination[row..]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _matrix.Dispose();
        _rotations.Dispose();
    }
}
