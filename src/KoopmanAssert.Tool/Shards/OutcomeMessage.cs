using System.Security.Cryptography;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>What came of one baseline as a message.</summary>
internal static class OutcomeMessage
{
    public static Outcome Of(CheckOutcome outcome)
    {
        var message = new Outcome { Path = outcome.Path };
        if (outcome.Report is { } report)
        {
            message.Report = ReportMessage.Of(report);
            message.BaselineSha256 = Hash(outcome.Path);
        }
        else
        {
            message.Failure = FailureMessage.Of(outcome.Failure!);
        }

        return message;
    }

    /// <summary>The comparison that a shard made, or the failure that it met.</summary>
    /// <exception cref="BaselineException">KOOP1012: the baseline is not the one that the shard has held.</exception>
    public static BaselineComparison Compare(Outcome message, PartFile part)
    {
        if (message.Failure is { } failure)
        {
            throw FailureMessage.Read(failure);
        }

        var baseline = CreditBaseline.Load(message.Path);
        return Hash(message.Path) == message.BaselineSha256
            ? baseline.Hold(ReportMessage.Read(message.Report, baseline.Settings))
            : throw part.Unusable($"has held another '{message.Path}' than the one that is here.");
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
