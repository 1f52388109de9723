using KoopmanAssert.Core.Files;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>The file of one shard: all that the verdicts on its baselines follow from, but for the baselines themselves.</summary>
internal sealed class PartFile
{
    /// <summary>What the name of such a file ends with.</summary>
    public const string Ending = ".part";

    private const string Label = "koopman-assert part 1";
    private const long LargestPart = 1L << 30;
    private readonly string _path;

    /// <summary>The file at a path.</summary>
    /// <exception cref="SettingsException">KOOP4001: its name ends otherwise.</exception>
    public PartFile(string path) => _path = path.EndsWith(Ending, StringComparison.Ordinal) ? path
        : throw new SettingsException(DiagnosticCodes.Usage, path, "is not the name of a part.", $"Let it end with {Ending}.");

    /// <summary>Writes what a shard has found.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="all">The baselines of all shards, in order.</param>
    /// <param name="outcomes">What came of its own.</param>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written, or another file is there.</exception>
    public void Write(Shard shard, IReadOnlyList<string> all, IReadOnlyList<CheckOutcome> outcomes)
    {
        var part = new Part { Shard = shard.Number, Shards = shard.Count };
        part.Baselines.AddRange(all);
        part.Outcomes.AddRange(outcomes.Select(OutcomeMessage.Of));
        RefuseOther();
        OutputFile.Write(_path, SealedMessage.Of(Label, part));
    }

    /// <summary>Refuses a place where another file is, so that it can be said before anything is analysed.</summary>
    /// <exception cref="RuntimeException">KOOP3004: a file is there that is no part.</exception>
    public void RefuseOther()
    {
        if (File.Exists(_path) && !IsPart())
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                _path,
                "exists already and is no part of a check; it is left as it is.",
                "Give another name, or move that file away.");
        }
    }

    /// <summary>Reads a part.</summary>
    /// <exception cref="BaselineException">KOOP1012 when it cannot be read or is none.</exception>
    public Part Read()
    {
        try
        {
            return Content() ?? throw Unusable("is no part of a check, or was cut short.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                cause is FileNotFoundException or DirectoryNotFoundException ? "does not exist." : $"cannot be read: {cause.Message}");
        }
    }

    /// <summary>KOOP1012: the parts do not make a whole.</summary>
    public BaselineException Unusable(string problem)
        => new(DiagnosticCodes.PartsIncomplete, _path, problem, DiagnosticRule.Find(DiagnosticCodes.PartsIncomplete).WayOut);

    private bool IsPart()
    {
        try
        {
            return Content() is not null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Part? Content() => RegularFile.Length(_path) is > 0 and < LargestPart
        ? SealedMessage.Read(Label, File.ReadAllBytes(_path), Part.Parser)
        : null;
}
