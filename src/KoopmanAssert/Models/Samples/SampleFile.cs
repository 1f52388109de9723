using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Models;

/// <summary>A samples file, or one entry of an .npz file, and the errors about it.</summary>
/// <remarks>
/// The subject of a phrase is the file ("ends too early") or, for an entry, "has an entry 'x.npy' that" precedes it.
/// </remarks>
internal sealed record SampleFile(string Path, string? Entry = null)
{
    /// <summary>KOOP2006: the file cannot be opened.</summary>
    public SamplesException Missing(string phrase, Exception? cause = null) =>
        Missing(phrase, $"Give the path of a readable {SampleFormat.Extensions} file, or of a folder of images.", cause);

    /// <summary>KOOP2006 with its own way out.</summary>
    public SamplesException Missing(string phrase, string wayOut, Exception? cause = null) =>
        Fault(DiagnosticCodes.SamplesMissing, phrase, wayOut, cause);

    /// <summary>KOOP2007: the file is a pointer of Git LFS.</summary>
    public SamplesException LfsPointer() => Unreadable($"{FileHints.LfsPointer}.", FileHints.LfsWayOut);

    /// <summary>KOOP2007: the content is damaged or in an unsupported format.</summary>
    public SamplesException Unreadable(string phrase, Exception? cause = null) =>
        Unreadable(phrase, $"Save it with {Saving}.", cause);

    /// <summary>KOOP2007 with its own way out.</summary>
    public SamplesException Unreadable(string phrase, string wayOut, Exception? cause = null) =>
        Fault(DiagnosticCodes.SamplesUnreadable, phrase, wayOut, cause);

    /// <summary>KOOP2007 at a position in a text file.</summary>
    public SamplesException Unreadable(string phrase, string wayOut, int line, int? column) =>
        new(DiagnosticCodes.SamplesUnreadable, Path, phrase, wayOut) { Line = line, Column = column };

    /// <summary>KOOP2007: an element type that is not supported.</summary>
    public SamplesException UnreadType(string type) =>
        Unreadable(
            $"contains {Printable(type)} values, which are not supported.",
            $"Save it as numbers, for example array.astype(numpy.float32), with {Saving}. "
            + "Supported: bool, (u)int8 to (u)int64 and float16 to float64.");

    /// <summary>KOOP2008: the arrays do not fit each other or an input of the model.</summary>
    public SamplesException Misfit(string phrase, string wayOut, Exception? cause = null) =>
        Fault(DiagnosticCodes.SamplesMisfit, phrase, wayOut, cause);

    /// <summary>KOOP2009: there are no values.</summary>
    public SamplesException Unusable(string phrase) =>
        Fault(DiagnosticCodes.SamplesUnusable, phrase, $"Save at least one sample, one per row of the first axis, with {Saving}.", null);

    /// <summary>KOOP4003: the samples take more memory than the limits allow.</summary>
    public SamplesException BeyondMemory(SampleReading reading) => TooLarge(
        $"needs more than {MemoryBound.Text(reading.MaxBytes)} of memory, the limit for samples.",
        "Use fewer rows (--max-samples), or raise the limit with --memory.");

    /// <summary>KOOP4003: the samples are larger than may be kept in memory.</summary>
    public SamplesException TooLarge(string phrase, string wayOut = "Use fewer rows (--max-samples), or save a smaller array.") =>
        Fault(DiagnosticCodes.TooLarge, phrase, wayOut, null);

    /// <summary>A name from the file, shortened, with control characters replaced.</summary>
    public static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in PlainText.Shortened(name))
        {
            text.Append(char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter);
        }

        return text.ToString();
    }

    private string Saving => (SampleFormat.Find(Path) ?? SampleFormat.Default).Saving;

    private SamplesException Fault(string code, string phrase, string wayOut, Exception? cause) =>
        new(code, Path, Entry is null ? phrase : $"has an entry '{Printable(Entry)}' that {phrase}", wayOut, cause);
}
