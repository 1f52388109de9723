namespace KoopmanAssert.Core.Diagnostics;

/// <summary>Refuses settings outside their range, always with the same words.</summary>
internal static class SettingsRange
{
    /// <summary>The value, when it lies within the range.</summary>
    public static T Within<T>(string setting, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw Wrong(setting, FormattableString.Invariant($"{value}"), FormattableString.Invariant($"{least} to {most}"));

    /// <summary>The value, when it lies strictly between 0 and 1.</summary>
    public static double Fraction(string setting, double value) =>
        value is > 0 and < 1 ? value : throw Wrong(setting, FormattableString.Invariant($"{value}"), "a number above 0 and below 1");

    /// <summary>The error for a wrong value.</summary>
    public static SettingsException Wrong(string setting, string value, string expected) =>
        new(DiagnosticCodes.Usage, null, $"the setting '{setting}' cannot be '{value}'.", $"It takes {expected}.");
}
