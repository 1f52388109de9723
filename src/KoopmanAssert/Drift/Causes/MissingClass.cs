using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Classes that the accepted model gives are never or hardly given any more, while the others mostly are.</summary>
internal sealed class MissingClass : Cause
{
    // Of ten samples of a class at most one is left: no retrain that knows the class loses nine.
    private const double MostLeft = 0.1;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        if (evidence.Classes is not { } classes)
        {
            return null;
        }

        List<int> frequent = [.. classes.Frequent];
        List<int> missing = frequent.FindAll(c => classes.CurrentCount(c) <= MostLeft * classes.AcceptedCount(c) && IsBelow(evidence, c));
        // If half of the classes are gone, or another one is mostly mistaken too, more is wrong than that.
        bool areOthersKept = frequent.Except(missing).All(c => classes.Moved(c, c) > 0.5);
        return missing.Count == 0 || 2 * missing.Count >= frequent.Count || !areOthersKept ? null
            : new DriftCause(
                "missingClass",
                $"it {string.Join(" and ", missing.Select(c => Words(classes, c)))}",
                null,
                $"whether the training data still has samples of {string.Join(" and ", missing.Select(classes.NameOf))}, and whether their label "
                + "is still the same");
    }

    private static bool IsBelow(DriftEvidence evidence, int label) =>
        evidence.OfNetwork(FigureKind.Share).FirstOrDefault(f => f.Figure.Number == label) is not { } share
        || share.Z < -evidence.Limit;

    private static string Words(ClassEvidence classes, int label)
    {
        string never = classes.CurrentCount(label) == 0 ? "never" : "hardly ever";
        return $"{never} answers {classes.NameOf(label)}{Honest(classes, label)}";
    }

    private static string Honest(ClassEvidence classes, int label)
    {
        if (classes.Shares.Count == 0)
        {
            return "";
        }

        IReadOnlyList<double> shares = classes.Shares[label];
        string from = PlainText.Number(100 * shares.Min(), 0), to = PlainText.Number(100 * shares.Max(), 0);
        return from == to ? $" (accepted models: {from} %)" : $" (accepted models: {from} to {to} %)";
    }
}
