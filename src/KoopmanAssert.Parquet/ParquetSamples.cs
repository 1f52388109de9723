namespace KoopmanAssert;

/// <summary>Takes samples from Parquet files.</summary>
public static class ParquetSamples
{
    /// <summary>The first rows of the columns that a model needs, each an input by its name.</summary>
    /// <remarks>
    /// <para>
    /// A column of numbers or bool gives an array of the shape [rows, 1], one of lists that all have the same length [rows, length]. For a
    /// model with one input whose name is no column, the only column of the file is that input, or all its columns side by side, which
    /// have to be numbers. Columns that the model does not need are not read.
    /// </para>
    /// <para>The result is immutable. Safe for concurrent use.</para>
    /// </remarks>
    /// <param name="path">The path of the file; in a test project, relative to the source folder of the project.</param>
    /// <param name="model">The model: its path or its bytes.</param>
    /// <param name="columns">The columns that are side by side the only input of the model, in this order; null to go by the names of the
    /// inputs.</param>
    /// <param name="settings">The settings of the analysis, of which the outputs and the number of samples count;
    /// <see cref="AnalysisSettings.Regression"/> when null.</param>
    /// <exception cref="ModelException">The model cannot be read (KOOP2001, KOOP2002, KOOP2004).</exception>
    /// <exception cref="SamplesException">KOOP2006: the file is missing; KOOP2007: it is damaged or lacks a value; KOOP2008: a column is
    /// missing, holds no numbers, or lists of different lengths; KOOP2009: there is no row; KOOP4003: a column is too large.</exception>
    /// <exception cref="SettingsException">KOOP4004: it is not known which project runs.</exception>
    /// <exception cref="ArgumentException">There are columns for a model with several inputs.</exception>
    public static Samples Read(string path, Model model, IReadOnlyList<string>? columns = null, AnalysisSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = ParquetTable.Open(path);
        return Read(stream, path, model, columns, settings);
    }

    /// <summary>The same from a stream that can seek. It stays open.</summary>
    /// <inheritdoc cref="Read(string, Model, IReadOnlyList{string}?, AnalysisSettings?)"/>
    /// <param name="stream">The stream; not shared with other threads meanwhile.</param>
    /// <param name="model">The model: its path or its bytes.</param>
    /// <param name="columns">The columns of the only input of the model, in this order; null to go by the names of the inputs.</param>
    /// <param name="settings">The settings of the analysis.</param>
    /// <exception cref="ArgumentException">The stream cannot seek, or there are columns for a model with several inputs.</exception>
    public static Samples Read(Stream stream, Model model, IReadOnlyList<string>? columns = null, AnalysisSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanSeek
            ? Read(stream, "Parquet stream", model, columns, settings)
            : throw new ArgumentException("The stream cannot seek.", nameof(stream));
    }

    private static Samples Read(Stream stream, string name, Model model, IReadOnlyList<string>? columns, AnalysisSettings? settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        settings ??= AnalysisSettings.Regression;
        string[] inputs = [.. model.NeededInputs(settings.Outputs).Select(input => input.Name)];
        return columns is not null && inputs.Length != 1
            ? throw new ArgumentException($"The model takes {inputs.Length} inputs; columns are for a model with one.", nameof(columns))
            : ParquetTable.Read(name, stream, table => ReadAsync(table, inputs, columns, settings.MaxSamples));
    }

    private static async Task<Samples> ReadAsync(ParquetTable table, string[] inputs, IReadOnlyList<string>? names, int most)
    {
        bool isJoined = names is not null || (inputs.Length == 1 && !table.Has(inputs[0]) && table.Columns.Count > 1);
        IReadOnlyList<string> chosen = isJoined ? names ?? table.Columns
            : inputs.Length == 1 && !table.Has(inputs[0]) ? table.Columns
            : inputs;
        var columns = new List<ParquetColumn>();
        foreach (string name in chosen)
        {
            columns.Add(await table.ReadAsync(name, most).ConfigureAwait(false));
        }

        return Samples.FromInputs(isJoined
            ? new Dictionary<string, Samples> { [inputs[0]] = ParquetColumn.Join(columns) }
            : inputs.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second.ToSamples()));
    }
}
