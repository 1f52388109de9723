namespace KoopmanAssert.Core.Models;

/// <summary>How a file lays one array out: its type, its shape in the file and the bytes that follow from them.</summary>
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

    /// <summary>The number of elements in the file.</summary>
    public long Elements { get; }

    /// <summary>The size of the data in the file.</summary>
    public long Bytes { get; }

    /// <summary>The number of elements of a row.</summary>
    public long RowElements => Elements / Shape[0];

    /// <summary>Works the layout out; allocates nothing.</summary>
    /// <exception cref="SamplesException">KOOP2007 for a shape no file can have, KOOP2009 for one without values.</exception>
    public static SampleLayout Create(SampleFile file, SampleType type, IReadOnlyList<long> shape)
    {
        string text = Text(shape);
        if (shape.Count == 0)
        {
            throw file.Unreadable("holds a single number, not an array with one sample a row.");
        }

        if (shape.Count > MostAxes || shape.Any(axis => axis < 0))
        {
            throw file.Unreadable($"has the shape {text}, which no array can have.");
        }

        if (shape.Contains(0))
        {
            throw file.Unusable(
                shape[0] == 0 ? $"holds no sample: its shape is {text}." : $"holds samples without values: its shape is {text}.");
        }

        try
        {
            long elements = shape.Aggregate(1L, (product, axis) => checked(product * axis));
            return new SampleLayout(file, type, shape, elements, checked(elements * type.Size()));
        }
        catch (OverflowException cause)
        {
            throw file.Unreadable($"has the shape {text}, too large for any file.", cause);
        }
    }

    /// <summary>Room for the rows that are kept; the caller has made sure that the file holds <see cref="Bytes"/>.</summary>
    /// <exception cref="SamplesException">KOOP4003 when they take more than the limits allow.</exception>
    public SampleRows MakeRoom(SampleLimits limits)
    {
        if (Shape[0] > int.MaxValue)
        {
            throw File.TooLarge($"has {Shape[0]} rows, more than the {int.MaxValue} that are read.", "Save fewer samples.");
        }

        long rowBytes = RowElements * Type.Size();
        int rows = (int)Math.Min(Shape[0], limits.MaxRows);
        if (rowBytes > Array.MaxLength || rows > limits.MaxBytes / rowBytes)
        {
            throw File.TooLarge($"takes {(decimal)rows * rowBytes} bytes for {rows} rows, more than the {limits.MaxBytes} that are allowed, or the {Array.MaxLength} of one row.");
        }

        return new SampleRows(rows, (int)rowBytes);
    }

    /// <summary>The array with its rows filled in.</summary>
    public SampleArray ToArray(string name, SampleRows rows) => new(File, name, Type, [rows.Count, .. Shape.Skip(1)], rows);

    private static string Text(IReadOnlyList<long> shape) =>
        $"({string.Join(", ", shape.Take(MostAxes))}{(shape.Count > MostAxes ? ", …" : "")})";
}
