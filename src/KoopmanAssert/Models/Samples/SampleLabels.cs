using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// What is right for each sample: its class, or the outputs that a network should give. Immutable, so safe for concurrent readers.
/// </summary>
internal sealed class SampleLabels
{
    private SampleLabels(FileIdentity identity, int count, double[] values)
    {
        Identity = identity;
        Count = count;
        Values = values;
    }

    /// <summary>The file that holds them, and its column if it is the table of the samples.</summary>
    public FileIdentity Identity { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The numbers per sample.</summary>
    public int Width => Values.Length / Count;

    /// <summary>The numbers, one sample after the other.</summary>
    public double[] Values { get; }

    /// <summary>Reads labels, one for each row of the samples.</summary>
    /// <param name="source">A column of the samples' table by its name, or else a file.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="maxBytes">The memory that the labels may take.</param>
    /// <param name="header">What the first line of a table is.</param>
    /// <exception cref="SamplesException">KOOP2006, KOOP2007: the file is missing or damaged; KOOP2013: it does not fit the samples, or a
    /// label is not a finite number.</exception>
    public static SampleLabels Load(string source, SampleSet samples, long maxBytes, CsvHeader header = CsvHeader.Auto)
    {
        if (samples.Columns.FirstOrDefault(c => c.Name == source) is { } column)
        {
            return Create(new FileIdentity(samples.Path, samples.Sha256) { Column = source }, column);
        }

        string path = ProjectFile.Locate(source, _ => Missing(source, samples));
        if (!Path.Exists(path))
        {
            throw Missing(source, samples);
        }

        var file = SampleSet.Load(path, samples.Count, maxBytes, header);
        if (file.AreImages || file.Arrays.Count != 1)
        {
            throw Misfit(path, $"contains {(file.AreImages ? "images" : $"{file.Arrays.Count} arrays")}, not one array of labels.",
                "Save one array with one label per row (numpy.save), or a table with one row per sample.");
        }

        return file.RowsInFile == samples.RowsInFile ? Create(new FileIdentity(path, file.Sha256), file.Arrays[0])
            : throw Misfit(path, $"has {file.RowsInFile} rows, but '{samples.Path}' has {samples.RowsInFile}.",
                "Save one label per row of the samples, in the same order.");
    }

    /// <summary>Checks that each label is a class of a classifier.</summary>
    /// <exception cref="SamplesException">KOOP2013.</exception>
    public void RequireClasses(int classes)
    {
        if (Width != 1)
        {
            throw Misfit($"has {Width} numbers per sample, but the model is a classifier, whose labels are one class number each.",
                "Save the number of each sample's class. From one-hot labels, numpy.argmax(labels, axis=1) gives it.");
        }

        int wrong = Array.FindIndex(Values, v => !(v >= 0 && v < classes && v == Math.Floor(v)));
        if (wrong >= 0)
        {
            throw Misfit(
                FormattableString.Invariant($"has the label {Values[wrong]:R} in row {wrong}, counted from 0;")
                    + $" the model has {classes} classes, so labels are 0 to {classes - 1}.",
                "Save the number of each sample's class as the model counts them, from 0.");
        }
    }

    /// <summary>Checks that each label has a number for every output of a network that is not a classifier.</summary>
    /// <exception cref="SamplesException">KOOP2013.</exception>
    public void RequireOutputs(int outputs)
    {
        if (Width != outputs)
        {
            throw Misfit($"has {(Width == 1 ? "1 number" : $"{Width} numbers")} per sample, but the model gives {outputs}.",
                "Save labels of the shape of the model's outputs; name the output that they belong to with --output. If the model is a "
                + "classifier, name its class scores with --classes.");
        }
    }

    private static SampleLabels Create(FileIdentity identity, SampleArray array)
    {
        int row = array.FirstNonFiniteRow(), count = (int)array.Shape[0];
        return row < 0
            ? new SampleLabels(identity with { Values = SampleValues.Hash([array]) }, count, array.Rows<double>(0, count))
            : throw Misfit(identity.Path, $"has a label that is NaN or infinite in row {row}, counted from 0.",
                "Remove samples without a label, or label them.");
    }

    private static SamplesException Missing(string source, SampleSet samples) => new(
        DiagnosticCodes.SamplesMissing,
        source,
        samples.Columns.Count > 0
            ? $"is neither a file nor a column of '{samples.Path}', which has {NameList.Quote(samples.Columns.Select(c => c.Name))}."
            : "does not exist.",
        $"Give the labels (--labels) as a readable {SampleFormat.Extensions} file, or as the name of a column of the samples' .csv table.");

    private SamplesException Misfit(string problem, string wayOut) =>
        Misfit(Identity.Path, Identity.Column is { } column ? $"in its column '{column}' {problem}" : problem, wayOut);

    private static SamplesException Misfit(string path, string problem, string wayOut) =>
        new(DiagnosticCodes.LabelsMisfit, path, problem, wayOut);
}
