namespace KoopmanAssert.Core.Files;

/// <summary>
/// The members of one JSON object, read by name and kind. Members that were not read are rejected by <see cref="RefuseOthers"/>.
/// </summary>
internal sealed class JsonFields(LocatedJson owner, Dictionary<string, LocatedJson> members)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Reads a required member.</summary>
    public LocatedJson Required(string name)
        => Optional(name) ?? throw owner.Text.Corrupt(owner.Start, $"does not contain the property '{name}'");

    /// <summary>Reads an optional member; null if it is missing.</summary>
    public LocatedJson? Optional(string name)
    {
        _asked.Add(name);
        return members.GetValueOrDefault(name);
    }

    /// <summary>Reads a text.</summary>
    public string String(string name)
        => Required(name) is { Value: string text } ? text : throw Required(name).Wrong($"a string for '{name}'");

    /// <summary>Reads true or false.</summary>
    public bool Bool(string name)
        => Required(name) is { Value: bool value } ? value : throw Required(name).Wrong($"true or false for '{name}'");

    /// <summary>Reads a finite number.</summary>
    public double Number(string name)
        => Required(name) is { Value: double number } ? number : throw Required(name).Wrong($"a number for '{name}'");

    /// <summary>Reads a finite number or null.</summary>
    public double? NumberOrNull(string name) => Required(name).Value is null ? null : Number(name);

    /// <summary>Reads a whole number that fits an int.</summary>
    public int Int(string name) => Number(name) is var number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
        ? (int)number : throw Required(name).Wrong($"a whole number for '{name}'");

    /// <summary>Reads a whole number of at least <paramref name="least"/>.</summary>
    public int Int(string name, int least) => Int(name) is var number && number >= least
        ? number : throw Required(name).Wrong($"'{name}' to be at least {least}");

    /// <summary>Reads a list of texts.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        [.. Required(name).Items().Select(item => item.Value as string ?? throw item.Wrong("a string"))];

    /// <summary>Reads the name of an enumeration value, in lower case.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum
    {
        string text = String(name);
        foreach (T choice in Enum.GetValues<T>())
        {
            if (ChoiceText.Name(choice) == text)
            {
                return choice;
            }
        }

        throw Required(name).Wrong($"'{name}' to be one of {string.Join(", ", Enum.GetValues<T>().Select(ChoiceText.Name))}");
    }

    /// <summary>Runs what may find a setting out of range, and reports that as an error of the file.</summary>
    /// <param name="read">Reads the setting.</param>
    /// <param name="member">The member that is read; null if it is more than one.</param>
    /// <exception cref="BaselineException">KOOP1002.</exception>
    public T Guard<T>(Func<T> read, string? member = null)
    {
        try
        {
            return read();
        }
        catch (SettingsException cause)
        {
            long start = member is null ? owner.Start : Required(member).Start;
            throw owner.Text.Corrupt(start, $"cannot be read: {cause.Problem} {cause.WayOut.TrimEnd('.')}");
        }
    }

    /// <summary>The members that were not read.</summary>
    public IEnumerable<(string Name, LocatedJson Member)> Others
        => members.Where(m => !_asked.Contains(m.Key)).Select(m => (m.Key, m.Value));

    /// <summary>Rejects members that were not read.</summary>
    /// <exception cref="BaselineException">KOOP1002 with the name of the first of them.</exception>
    public void RefuseOthers()
    {
        foreach ((string name, LocatedJson member) in Others)
        {
            throw owner.Text.Corrupt(member.Start, $"contains the unknown property '{name}'");
        }
    }
}

/// <summary>The names of enumeration values in JSON and on the command line: in lower case.</summary>
internal static class ChoiceText
{
    /// <summary>The name of a value.</summary>
    public static string Name<T>(T choice)
        where T : struct, Enum =>
        choice.ToString().ToLowerInvariant();
}
