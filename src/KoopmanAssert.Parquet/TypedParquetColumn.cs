using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace KoopmanAssert;

/// <summary>A column with values of one type.</summary>
internal sealed class TypedParquetColumn<T>(ParquetTable table, DataField field) : ParquetColumn(table, field)
    where T : unmanaged, IConvertible
{
    // What a file says of its size is not trusted: at most 2 GiB are allocated for it at a time, half of them for levels.
    private const int MostValues = 1 << 27;

    private readonly List<T> _values = [];
    private int _width = -1;

    protected override bool IsWhole => typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(ulong);

    public override async Task AddAsync(ParquetRowGroupReader group, int most)
    {
        if (Rows == most)
        {
            return;
        }

        long count = group.GetMetadata(Field)?.MetaData?.NumValues ?? 0;
        if (count + _values.Count > MostValues)
        {
            throw new SamplesException(
                DiagnosticCodes.TooLarge,
                Table.File,
                $"has more than {MostValues} values in its column '{ParquetTable.Printable(Name)}'.",
                "Write fewer rows, or smaller row groups.");
        }

        var values = new T[count];
        int[] definitions = new int[count], repetitions = new int[count]; // zero where the field has no levels
        await group.ReadRawAsync<T>(Field, values, definitions, repetitions).ConfigureAwait(false);
        Add(values, definitions, repetitions, most);
    }

    public override Samples ToSamples() => Samples.From(_values.ToArray(), Rows, _width);

    protected override long[] Whole() => [.. _values.Select(value => value.ToInt64(CultureInfo.InvariantCulture))];

    protected override double[] Real() => [.. _values.Select(value => value.ToDouble(CultureInfo.InvariantCulture))];

    // A list goes on where its repetition level is 1. A definition level below the highest stands for a missing value, list or element.
    private void Add(T[] values, int[] definitions, int[] repetitions, int most)
    {
        int width = 0;
        for (int i = 0; i <= values.Length; i++)
        {
            bool isNextRow = i == values.Length || repetitions[i] == 0;
            if (isNextRow && width > 0)
            {
                EndRow(width);
                width = 0;
            }

            if (i == values.Length || Rows == most)
            {
                return;
            }

            if (definitions[i] < Field.MaxDefinitionLevel)
            {
                throw Table.Lacks(Name, Rows);
            }

            _values.Add(values[i]);
            width++;
        }
    }

    private void EndRow(int width)
    {
        if (_width >= 0 && width != _width)
        {
            throw Table.Misfit(
                $"has lists of {_width} and of {width} values in its column '{ParquetTable.Printable(Name)}' (row {Rows}, counted from 0).",
                "Write lists of one length, padded or cut as the model takes them.");
        }

        _width = width;
        Rows++;
    }
}
