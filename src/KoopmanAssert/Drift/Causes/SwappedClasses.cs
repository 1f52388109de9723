namespace KoopmanAssert.Core.Drift;

/// <summary>Two classes have changed places: most samples of each are now given the other.</summary>
internal sealed class SwappedClasses : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence)
    {
        if (evidence.Classes is not { } classes)
        {
            return null;
        }

        List<int> frequent = [.. classes.Frequent];
        List<(int First, int Second)> swapped = [.. from a in frequent from b in frequent
                                                    where a < b && classes.Moved(a, b) > 0.5 && classes.Moved(b, a) > 0.5
                                                    select (a, b)];
        return swapped.Count == 0 ? null : new DriftCause(
            "swappedClasses",
            $"it answers {string.Join(", ", swapped.Select(s => Words(classes, s.First, s.Second)))}: their labels have changed places",
            null,
            "the order of the classes in the training data and in the code that reads the answers");
    }

    private static string Words(ClassEvidence classes, int first, int second) =>
        $"{classes.NameOf(second)} for {classes.NameOf(first)} and the other way round";
}
