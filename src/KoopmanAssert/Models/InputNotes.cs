namespace KoopmanAssert.Core.Models;

/// <summary>Says which inputs take a stated constant, and which arrays of the samples are not read because of it.</summary>
internal static class InputNotes
{
    /// <summary>The notes, one clause each, without a period.</summary>
    public static IReadOnlyList<string> Collect(ModelInputs inputs)
    {
        List<string> notes = [.. inputs.Constants.GroupBy(c => c.Words, c => c.Input).Select(
            group => $"{List("input", [.. group])} {(group.Count() == 1 ? "is" : "are")} the same for all samples (--fixed): {group.Key}")];
        if (inputs.PassedOver.Count > 0)
        {
            bool one = inputs.PassedOver.Count == 1;
            notes.Add($"{List("array", inputs.PassedOver)} of the samples {(one ? "is" : "are")} not read: --fixed states "
                + $"{(one ? "this input" : "these inputs")}");
        }

        return notes;
    }

    private static string List(string what, IReadOnlyList<string> names) =>
        $"the {what}{(names.Count == 1 ? "" : "s")} {NameList.Quote(names)}";
}
