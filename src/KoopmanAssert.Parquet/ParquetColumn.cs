using Parquet;
using Parquet.Schema;

namespace KoopmanAssert;

/// <summary>A column of numbers or of lists of them, whose values are collected row group by row group.</summary>
internal abstract class ParquetColumn(ParquetTable table, DataField field)
{
    /// <summary>The file.</summary>
    protected ParquetTable Table { get; } = table;

    /// <summary>Where the values are.</summary>
    protected DataField Field { get; } = field;

    /// <summary>The name of the column: of a list, not that of its elements.</summary>
    protected string Name => Field.Path.FirstPart!;

    /// <summary>The rows so far.</summary>
    public int Rows { get; protected set; }

    /// <summary>Whether a row is a list.</summary>
    public bool IsList => Field.MaxRepetitionLevel > 0;

    /// <summary>The column of a schema, by the type of its values.</summary>
    /// <exception cref="SamplesException">KOOP2008: it holds no numbers or lists of them.</exception>
    public static ParquetColumn Create(ParquetTable table, Field field)
    {
        string name = ParquetTable.Printable(field.Name);
        DataField data = field as DataField ?? (field as ListField)?.Item as DataField ?? throw table.Misfit(
            $"has nested values in its column '{name}', not numbers or lists of numbers.",
            "Write each value, or one flat list per row, as a column of its own.");
        Type type = data.ClrType;
        return type == typeof(float) ? new TypedParquetColumn<float>(table, data)
            : type == typeof(double) ? new TypedParquetColumn<double>(table, data)
            : type == typeof(bool) ? new TypedParquetColumn<bool>(table, data)
            : type == typeof(sbyte) ? new TypedParquetColumn<sbyte>(table, data)
            : type == typeof(byte) ? new TypedParquetColumn<byte>(table, data)
            : type == typeof(short) ? new TypedParquetColumn<short>(table, data)
            : type == typeof(ushort) ? new TypedParquetColumn<ushort>(table, data)
            : type == typeof(int) ? new TypedParquetColumn<int>(table, data)
            : type == typeof(uint) ? new TypedParquetColumn<uint>(table, data)
            : type == typeof(long) ? new TypedParquetColumn<long>(table, data)
            : type == typeof(ulong) ? new TypedParquetColumn<ulong>(table, data)
            : throw table.Misfit(
                $"has {Words(type)} in its column '{name}', not numbers.",
                "Write it as the numbers that the model takes, or pass the columns that are its only input.");
    }

    /// <summary>Adds the rows of a row group, up to a number of rows.</summary>
    /// <exception cref="SamplesException">KOOP2007, KOOP2008 or KOOP4003.</exception>
    public abstract Task AddAsync(ParquetRowGroupReader group, int most);

    /// <summary>The values, the rows first.</summary>
    public abstract Samples ToSamples();

    /// <summary>Columns of one number per row side by side: whole numbers as int64, so that they can feed integer inputs.</summary>
    /// <exception cref="SamplesException">KOOP2008: one of them is a list.</exception>
    public static Samples Join(IReadOnlyList<ParquetColumn> columns)
    {
        if (columns.FirstOrDefault(column => column.IsList) is { } list)
        {
            throw list.Table.Misfit(
                $"has lists in its column '{ParquetTable.Printable(list.Name)}', which cannot stand beside other columns.",
                "Call the column as the input of the model, or pass only columns of numbers.");
        }

        return columns.All(column => column.IsWhole)
            ? Samples.From(Join(columns, column => column.Whole()), columns[0].Rows, columns.Count)
            : Samples.From(Join(columns, column => column.Real()), columns[0].Rows, columns.Count);
    }

    /// <summary>Whether all values fit into int64.</summary>
    protected abstract bool IsWhole { get; }

    /// <summary>The values as int64.</summary>
    protected abstract long[] Whole();

    /// <summary>The values as float64.</summary>
    protected abstract double[] Real();

    private static T[] Join<T>(IReadOnlyList<ParquetColumn> columns, Func<ParquetColumn, T[]> values)
    {
        T[][] all = [.. columns.Select(values)];
        return [.. Enumerable.Range(0, all[0].Length).SelectMany(row => all.Select(column => column[row]))];
    }

    private static string Words(Type type) => type == typeof(ReadOnlyMemory<char>) ? "text"
        : type == typeof(ReadOnlyMemory<byte>) ? "bytes"
        : type == typeof(DateTime) || type == typeof(DateOnly) ? "dates"
        : $"values of the type {type.Name.ToLowerInvariant()}";
}
