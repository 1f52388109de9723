using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>A samples file, or one entry of an .npz: words what is wrong with it.</summary>
/// <remarks>
/// A phrase reads on from the file's name ("ends before its data does") and, for an entry, from "has an entry 'x.npy' that".
/// </remarks>
internal sealed record SampleFile(string Path, string? Entry = null)
{
    private const int LongestName = 200;

    /// <summary>KOOP2006: the file cannot be opened.</summary>
    public SamplesException Missing(string phrase, Exception? cause = null) =>
        Fault(
            DiagnosticCodes.SamplesMissing,
            phrase,
            "Give the path of a .npy, .npz, .pb or .csv file, or of a folder of images, that can be read.",
            cause);

    /// <summary>KOOP2007: the content is damaged or of a kind that is not read.</summary>
    public SamplesException Unreadable(string phrase, Exception? cause = null) =>
        Unreadable(phrase, $"Save it with {Saving}.", cause);

    /// <summary>KOOP2007 with a way out of its own.</summary>
    public SamplesException Unreadable(string phrase, string wayOut, Exception? cause = null) =>
        Fault(DiagnosticCodes.SamplesUnreadable, phrase, wayOut, cause);

    /// <summary>KOOP2007 at a place in a text file.</summary>
    public SamplesException Unreadable(string phrase, string wayOut, int line, int? column) =>
        new(DiagnosticCodes.SamplesUnreadable, Path, phrase, wayOut) { Line = line, Column = column };

    /// <summary>KOOP2007: an element type that is not read.</summary>
    public SamplesException UnreadType(string type) =>
        Unreadable($"holds {Printable(type)} values, which are not read.",
            $"Save it as numbers, for example array.astype(numpy.float32), with {Saving}; read are bool, (u)int8 to (u)int64 and float16 to float64.");

    /// <summary>KOOP2008: the arrays do not fit each other or a model's input.</summary>
    public SamplesException Misfit(string phrase, string wayOut, Exception? cause = null) =>
        Fault(DiagnosticCodes.SamplesMisfit, phrase, wayOut, cause);

    /// <summary>KOOP2009: there is no value to compute from.</summary>
    public SamplesException Unusable(string phrase) =>
        Fault(DiagnosticCodes.SamplesUnusable, phrase, $"Save at least one sample, one a row of the first axis, with {Saving}.", null);

    /// <summary>KOOP4003: more than may be kept in memory.</summary>
    public SamplesException TooLarge(string phrase, string wayOut = "Take fewer rows (--max-samples), or save a smaller array.") =>
        Fault(DiagnosticCodes.TooLarge, phrase, wayOut, null);

    /// <summary>A name from the file with its control characters replaced and cut to 200 characters.</summary>
    public static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name.Length > LongestName ? name[..LongestName] + "…" : name)
        {
            text.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        }

        return text.ToString();
    }

    private string Saving => System.IO.Path.GetExtension(Path).ToLowerInvariant() switch
    {
        ".npz" => "numpy.savez(path, input=array)",
        ".csv" => "numbers, one sample a line",
        ".pb" => "onnx.save_tensor(onnx.numpy_helper.from_array(array, name), path)",
        _ => "numpy.save(path, array)",
    };

    private SamplesException Fault(string code, string phrase, string wayOut, Exception? cause) =>
        new(code, Path, Entry is null ? phrase : $"has an entry '{Printable(Entry)}' that {phrase}", wayOut, cause);
}
