namespace KoopmanAssert.Core.Diagnostics;

/// <summary>Refuses wrong values of settings and options, always in the same words.</summary>
internal static class SettingCheck
{
    /// <summary>The value, if it lies within the range.</summary>
    /// <exception cref="SettingsException">KOOP4001 if it does not.</exception>
    public static T Within<T>(string setting, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw Wrong(setting, FormattableString.Invariant($"{value}"), FormattableString.Invariant($"{least} to {most}"));

    /// <summary>The error for a wrong value.</summary>
    /// <param name="setting">The name of the setting, or the option as it is typed (<c>--seed</c>).</param>
    /// <param name="value">The wrong value.</param>
    /// <param name="expected">What the setting takes, to follow "Use".</param>
    public static SettingsException Wrong(string setting, string value, string expected)
    {
        string kind = setting.StartsWith('-') ? "option" : "setting";
        string shown = PlainText.Middle(value, PlainText.LongestPath);
        return new SettingsException(DiagnosticCodes.Usage, null, $"the {kind} '{setting}' cannot be '{shown}'.", $"Use {expected}.")
        {
            Refused = (value, expected),
        };
    }

    /// <summary>Reads what an option gives. If its value is refused, the message names the option as it is typed.</summary>
    /// <exception cref="SettingsException">KOOP4001 if it is refused.</exception>
    public static T AsOption<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SettingsException failure) when (failure.Refused is { } refused)
        {
            throw Wrong(option, refused.Value, refused.Expected);
        }
    }
}
