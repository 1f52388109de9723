using Microsoft.ML;

namespace KoopmanAssert;

/// <summary>Takes samples from a data view of ML.NET.</summary>
public static class DataViewSamples
{
    /// <summary>What messages call the data view.</summary>
    internal const string File = "data view";

    /// <summary>The first rows of the columns that a model needs, each an input by its name.</summary>
    /// <remarks>
    /// <para>
    /// A column of numbers or bool gives an array of the shape [rows, 1], one of vectors of a fixed size [rows, size]. Columns that the
    /// model does not need are not read: not the label, which <c>ConvertToOnnx</c> leaves among the inputs, and no text.
    /// </para>
    /// <para>
    /// The rows are read once, in their order, on the calling thread. The result is immutable. Safe for concurrent use if the data view is.
    /// </para>
    /// </remarks>
    /// <param name="data">The data, as the exported pipeline takes it.</param>
    /// <param name="model">The exported pipeline: <c>Model.FromBytes(stream.ToArray())</c>, or a path.</param>
    /// <param name="settings">The settings of the analysis, of which the outputs and the number of samples count;
    /// <see cref="AnalysisSettings.Regression"/> when null. If the pipeline was exported with all its columns as outputs, name the one to
    /// end at, such as <c>Score.output</c>.</param>
    /// <exception cref="ModelException">The model cannot be read (KOOP2001, KOOP2002, KOOP2004).</exception>
    /// <exception cref="SamplesException">KOOP2008: a column is missing, holds no numbers, or vectors of a varying size; KOOP2009: there is
    /// no row.</exception>
    public static Samples ToSamples(this IDataView data, Model model, AnalysisSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        settings ??= AnalysisSettings.Regression;
        List<DataColumn> columns =
        [
            .. model.NeededInputs(settings.Outputs).Select(input => DataColumn.Create(Find(data.Schema, input.Name), settings.MaxSamples)),
        ];
        int rows = Read(data, columns, settings.MaxSamples);
        return rows > 0
            ? Samples.FromInputs(columns.ToDictionary(column => column.Column.Name, column => column.ToSamples(rows)))
            : throw new SamplesException(DiagnosticCodes.SamplesUnusable, File, "has no rows.", "Pass at least one row.");
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string input) =>
        schema.GetColumnOrNull(input) ?? throw new SamplesException(
            DiagnosticCodes.SamplesMisfit,
            File,
            $"has no column for the input '{input}'; it has {string.Join(", ", schema.Select(c => $"'{c.Name}'"))}.",
            "Pass the data as the exported pipeline takes it. If the input only leads to outputs that pass it on, name the output to end at "
            + "(AnalysisSettings.Outputs).");

    private static int Read(IDataView data, List<DataColumn> columns, int most)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Select(column => column.Column));
        columns.ForEach(column => column.Open(cursor));
        int rows = 0;
        while (rows < most && cursor.MoveNext())
        {
            columns.ForEach(column => column.Add());
            rows++;
        }

        return rows;
    }
}
