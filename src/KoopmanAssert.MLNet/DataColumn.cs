using Microsoft.ML;
using Microsoft.ML.Data;

namespace KoopmanAssert;

/// <summary>A column of a data view, whose values are collected row by row.</summary>
internal abstract class DataColumn(DataViewSchema.Column column)
{
    /// <summary>The column.</summary>
    public DataViewSchema.Column Column { get; } = column;

    /// <summary>The column of a schema, by the type of its values.</summary>
    /// <exception cref="SamplesException">KOOP2008: it holds no numbers, or vectors of a varying size.</exception>
    public static DataColumn Create(DataViewSchema.Column column, int most)
    {
        var vector = column.Type as VectorDataViewType;
        if (vector is { IsKnownSize: false })
        {
            throw Misfit(column, "vectors of a varying size", "Fix their size in the pipeline before the export.");
        }

        Type type = (vector?.ItemType ?? column.Type).RawType;
        bool isKey = (vector?.ItemType ?? column.Type) is KeyDataViewType;
        return isKey ? throw Misfit(column, "keys", "Map them to numbers in the pipeline before the export.")
            : type == typeof(float) ? new DataColumn<float>(column, vector, most)
            : type == typeof(double) ? new DataColumn<double>(column, vector, most)
            : type == typeof(bool) ? new DataColumn<bool>(column, vector, most)
            : type == typeof(sbyte) ? new DataColumn<sbyte>(column, vector, most)
            : type == typeof(byte) ? new DataColumn<byte>(column, vector, most)
            : type == typeof(short) ? new DataColumn<short>(column, vector, most)
            : type == typeof(ushort) ? new DataColumn<ushort>(column, vector, most)
            : type == typeof(int) ? new DataColumn<int>(column, vector, most)
            : type == typeof(uint) ? new DataColumn<uint>(column, vector, most)
            : type == typeof(long) ? new DataColumn<long>(column, vector, most)
            : type == typeof(ulong) ? new DataColumn<ulong>(column, vector, most)
            : throw Misfit(
                column,
                $"values of the type {column.Type}",
                "Name the output to end at (AnalysisSettings.Outputs), or export the part of the pipeline that takes numbers.");
    }

    /// <summary>Takes values from a cursor from now on.</summary>
    public abstract void Open(DataViewRow cursor);

    /// <summary>Adds the values of the row that the cursor is at.</summary>
    public abstract void Add();

    /// <summary>The values of the rows, the rows first.</summary>
    public abstract Samples ToSamples(int rows);

    private static SamplesException Misfit(DataViewSchema.Column column, string what, string wayOut) =>
        new(DiagnosticCodes.SamplesMisfit, DataViewSamples.File, $"has {what} in its column '{column.Name}', not numbers.", wayOut);
}

/// <summary>A column with values of one type.</summary>
internal sealed class DataColumn<T>(DataViewSchema.Column column, VectorDataViewType? vector, int most) : DataColumn(column)
    where T : unmanaged
{
    private readonly int[] _shape = vector is null ? [1] : [.. vector.Dimensions];
    private readonly List<T> _values = new(Math.Min(most, 1 << 10));
    private Action _add = () => throw new InvalidOperationException("The column is not open.");

    public override void Open(DataViewRow cursor) => _add = vector is null ? Scalars(cursor) : Vectors(cursor, vector.Size);

    public override void Add() => _add();

    public override Samples ToSamples(int rows) => Samples.From(_values.ToArray(), [rows, .. _shape]);

    private Action Scalars(DataViewRow cursor)
    {
        ValueGetter<T> read = cursor.GetGetter<T>(Column);
        T value = default;
        return () =>
        {
            read(ref value);
            _values.Add(value);
        };
    }

    // A vector may be sparse; CopyTo writes its zeros too.
    private Action Vectors(DataViewRow cursor, int size)
    {
        ValueGetter<VBuffer<T>> read = cursor.GetGetter<VBuffer<T>>(Column);
        VBuffer<T> buffer = default;
        var dense = new T[size];
        return () =>
        {
            read(ref buffer);
            buffer.CopyTo(dense);
            _values.AddRange(dense);
        };
    }
}
