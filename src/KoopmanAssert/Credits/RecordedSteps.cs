using System.Globalization;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// The steps that `auto` took when a baseline was created. A later analysis takes the same, whatever the rule of `auto` is by then.
/// </summary>
/// <remarks>They hold for the number of samples and the places of the blocks that they were taken with.</remarks>
/// <param name="Text">The number of samples and the steps of each block in order, such as <c>64: 7 7 1</c>.</param>
internal sealed record RecordedSteps(string Text)
{
    /// <summary>The record of what an analysis took.</summary>
    public static RecordedSteps Create(int samples, IEnumerable<int> steps) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{samples}: {string.Join(' ', steps)}"));

    /// <summary>The steps of the block at a place; null where there is no record for it.</summary>
    public int? At(int place, int samples)
    {
        string[] parts = Text.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
        int[] numbers = [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return numbers[0] == samples && place + 1 < numbers.Length ? numbers[place + 1] : null;
    }
}
