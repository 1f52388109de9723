namespace KoopmanAssert.Core.Models;

/// <summary>The layout of one array in a file: its type, its shape, and the sizes that follow from them.</summary>
internal sealed record SampleLayout
{
    private const int MostAxes = 64;

    private SampleLayout(SampleFile file, SampleType type, IReadOnlyList<long> shape, long elements, long bytes)
    {
        File = file;
        Type = type;
        Shape = shape;
        Elements = elements;
        Bytes = bytes;
    }

    /// <summary>The file or entry that holds the array.</summary>
    public SampleFile File { get; }

    /// <summary>The element type.</summary>
    public SampleType Type { get; }

    /// <summary>The shape in the file; the first axis counts the samples.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Whether it is a single number without an axis, which is read as one of length 1.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>The number of elements in the file.</summary>
    public long Elements { get; }

    /// <summary>The size of the data in the file.</summary>
    public long Bytes { get; }

    /// <summary>The number of elements of a row.</summary>
    public long RowElements => Elements / Shape[0];

    /// <summary>Computes the layout; allocates no memory for data.</summary>
    /// <exception cref="SamplesException">KOOP2007 for an impossible shape, KOOP2009 for a shape without values.</exception>
    public static SampleLayout Create(SampleFile file, SampleType type, IReadOnlyList<long> shape, bool takesNumber = false)
    {
        string text = Text(shape);
        if (shape.Count == 0)
        {
            return takesNumber ? new SampleLayout(file, type, [1], 1, type.Size()) { IsNumber = true }
                : throw file.Unreadable("contains a single number, not an array with one sample per row.");
        }

        if (shape.Count > MostAxes || shape.Any(axis => axis < 0))
        {
            throw file.Unreadable($"has the shape {text}, which is invalid.");
        }

        if (shape.Contains(0))
        {
            throw file.Unusable(
                shape[0] == 0 ? $"contains no samples: its shape is {text}." : $"contains samples without values: its shape is {text}.");
        }

        try
        {
            long elements = shape.Aggregate(1L, (product, axis) => checked(product * axis));
            return new SampleLayout(file, type, shape, elements, checked(elements * type.Size()));
        }
        catch (OverflowException cause)
        {
            throw file.Unreadable($"has the shape {text}, which is too large for any file.", cause);
        }
    }

    /// <summary>Allocates the rows that are kept. The caller has checked that the file holds <see cref="Bytes"/> bytes.</summary>
    /// <exception cref="SamplesException">KOOP4003 if they take more than the limits allow.</exception>
    public SampleRows MakeRoom(SampleReading reading)
    {
        if (Shape[0] > int.MaxValue)
        {
            throw File.TooLarge($"has {Shape[0]} rows; the limit is {int.MaxValue} rows.", "Save fewer samples.");
        }

        long rowBytes = RowElements * Type.Size();
        int rows = (int)Math.Min(Shape[0], reading.MaxRows);
        if (rowBytes > Array.MaxLength)
        {
            throw File.TooLarge($"has rows of {rowBytes} bytes; the limit is {Array.MaxLength} bytes per row.", "Save a smaller array.");
        }

        if (rows > reading.MaxBytes / rowBytes)
        {
            throw File.BeyondMemory(reading);
        }

        return new SampleRows(rows, (int)rowBytes);
    }

    /// <summary>The array with these rows.</summary>
    public SampleArray ToArray(string name, SampleRows rows) =>
        new(File, name, Type, [rows.Count, .. Shape.Skip(1)], rows) { IsNumber = IsNumber };

    private static string Text(IReadOnlyList<long> shape) =>
        $"({string.Join(", ", shape.Take(MostAxes))}{(shape.Count > MostAxes ? ", …" : "")})";
}

/// <summary>How much of a samples file is kept in memory, and how it is read where the file does not say.</summary>
/// <param name="MaxRows">The most rows, from the first.</param>
/// <param name="MaxBytes">The most bytes of all arrays of the file together.</param>
/// <param name="Header">What the first line of a table is.</param>
/// <param name="TakesNumber">Whether an array may be a single number, without an axis.</param>
internal sealed record SampleReading(int MaxRows, long MaxBytes, CsvHeader Header = CsvHeader.Auto, bool TakesNumber = false);
