using Parquet;
using Parquet.Schema;

namespace KoopmanAssert;

/// <summary>Writes Parquet files in memory with Parquet.Net.</summary>
public sealed class ParquetBytes
{
    private readonly List<Field> _fields = [];
    private readonly List<Func<ParquetRowGroupWriter, Task>> _columns = [];

    /// <summary>A column of values.</summary>
    public ParquetBytes Column<T>(string name, params T[] values)
        where T : struct => Add(new DataField(name, typeof(T)), (group, field) => group.WriteAsync<T>(field, values));

    /// <summary>A column in which values may be missing.</summary>
    public ParquetBytes Nullable<T>(string name, params T?[] values)
        where T : struct => Add(new DataField(name, typeof(T), isNullable: true), (group, field) => group.WriteAsync<T>(field, values));

    /// <summary>A column of text.</summary>
    public ParquetBytes Text(string name, params string[] values) =>
        Add(new DataField(name, typeof(string), isNullable: false), (group, field) => group.WriteAsync(field, values));

    /// <summary>A column of lists.</summary>
    public ParquetBytes Lists<T>(string name, params T[][] lists)
        where T : struct
    {
        var element = new DataField("element", typeof(T), isNullable: false);
        _fields.Add(new ListField(name, element));
        T[] values = [.. lists.SelectMany(list => list)];
        int[] levels = [.. lists.SelectMany(list => list.Select((_, place) => Math.Min(place, 1)))];
        return Add(element, values, levels);
    }

    /// <summary>A column with a structure of one number.</summary>
    public ParquetBytes Structure(string name, params double[] values)
    {
        var inner = new DataField("inner", typeof(double), isNullable: false);
        _fields.Add(new StructField(name, inner));
        return Add(inner, values, null);
    }

    /// <summary>The file.</summary>
    public async Task<MemoryStream> ToStream()
    {
        var stream = new MemoryStream();
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream);
        await using (writer)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (Func<ParquetRowGroupWriter, Task> column in _columns)
            {
                await column(group);
            }
        }

        stream.Position = 0;
        return stream;
    }

    // Nothing is missing: each value has the highest level, which is known once the field is part of a schema.
    private ParquetBytes Add<T>(DataField inner, T[] values, int[]? repetitions)
        where T : struct
    {
        _columns.Add(group => group.WriteAllPartsAsync<T>(
            inner,
            values,
            Enumerable.Repeat(inner.MaxDefinitionLevel, values.Length).ToArray(),
            repetitions?.AsMemory(),
            CancellationToken.None));
        return this;
    }

    private ParquetBytes Add(DataField field, Func<ParquetRowGroupWriter, DataField, Task> write)
    {
        _fields.Add(field);
        _columns.Add(group => write(group, field));
        return this;
    }
}
