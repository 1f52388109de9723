using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Shards;

/// <summary>The file of one shard: all that is needed for the verdicts on its baselines, except the baselines themselves.</summary>
internal sealed class PartFile
{
    /// <summary>The ending of such a file's name.</summary>
    public const string Ending = ".part";

    private const long LargestPart = 1L << 30;
    private readonly string _path;

    /// <summary>The file at a path.</summary>
    /// <exception cref="SettingsException">KOOP4001: its name ends otherwise.</exception>
    public PartFile(string path) => _path = path.EndsWith(Ending, StringComparison.Ordinal) ? path
        : throw new SettingsException(
            DiagnosticCodes.Usage, path, "is not a valid name for a part.", $"Use a name that ends with {Ending}.");

    /// <summary>Writes what a shard has found.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="all">The paths of the baselines of all shards, in order.</param>
    /// <param name="outcomes">The outcomes of its own baselines.</param>
    /// <param name="wait">How to wait for another process that writes it.</param>
    /// <exception cref="RuntimeException">KOOP3004 when it cannot be written, or another file is there; KOOP3010 when another process does
    /// not stop writing it.</exception>
    public void Write(Shard shard, IReadOnlyList<string> all, IReadOnlyList<CheckOutcome> outcomes, LockWait wait)
    {
        var part = new PartMessage(shard.Number, shard.Count, all, [.. outcomes.Select(outcome => outcome.ToMessage())]);
        RefuseOther();
        using var content = new MemoryStream();
        SealedMessage.Write(PartMessage.Label, part, content.Write);
        OutputFile.Write(_path, content.GetBuffer().AsSpan(0, (int)content.Length), wait);
    }

    /// <summary>Refuses to replace a file that is not a part. Call it before anything is analysed.</summary>
    /// <exception cref="RuntimeException">KOOP3004: another file is there.</exception>
    public void RefuseOther()
    {
        if (File.Exists(_path) && !IsPart())
        {
            throw new RuntimeException(
                DiagnosticCodes.OutputNotWritable,
                _path,
                "already exists and is not a part of a check; it was not changed.",
                "Use another name, or move that file away.");
        }
    }

    /// <summary>Reads the part.</summary>
    /// <exception cref="BaselineException">KOOP1012 when it cannot be read or is not a part of this version.</exception>
    public PartMessage Read()
    {
        try
        {
            byte[] content = Content();
            return SealedMessage.Read<PartMessage>(PartMessage.Label, content)
                ?? throw Unusable(PartMessage.Earlier.Any(label => SealedMessage.IsSealed(label, content))
                    ? "was written by another version of koopman-assert."
                    : "is not a part of a check, or is truncated.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                cause is FileNotFoundException or DirectoryNotFoundException
                    ? "does not exist."
                    : $"cannot be read: {PlainText.Said(cause)}.");
        }
        catch (InvalidDataException)
        {
            throw Unusable("was written by another version of koopman-assert.");
        }
    }

    /// <summary>KOOP1012: the parts do not make a whole.</summary>
    public BaselineException Unusable(string problem)
        => new(DiagnosticCodes.PartsIncomplete, _path, problem, DiagnosticRule.Find(DiagnosticCodes.PartsIncomplete).WayOut);

    private bool IsPart()
    {
        try
        {
            byte[] content = Content();
            return PartMessage.Earlier.Append(PartMessage.Label).Any(label => SealedMessage.IsSealed(label, content));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private byte[] Content() => RegularFile.Length(_path) is > 0 and < LargestPart ? File.ReadAllBytes(_path) : [];
}
