using System.Globalization;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// The steps that <c>auto</c> took when a baseline was created. Later analyses take the same, whatever the rule of <c>auto</c> is by then.
/// </summary>
/// <remarks>They hold for the number of samples, and for the places and dimensions of the blocks, that they were taken with.</remarks>
/// <param name="Text">
/// The number of samples, then the inputs, outputs and steps of each block in order, such as <c>64: 784-4704-7 4704-1176-1</c>.
/// </param>
internal sealed record RecordedSteps(string Text)
{
    /// <summary>The record of what the analysis of some blocks took.</summary>
    public static RecordedSteps Create(int samples, IEnumerable<(int Inputs, int Outputs, int Steps)> blocks) => new(string.Create(
        CultureInfo.InvariantCulture, $"{samples}: {string.Join(' ', blocks.Select(b => $"{b.Inputs}-{b.Outputs}-{b.Steps}"))}"));

    /// <summary>The steps of a block; null where there is no record for it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="place">Its place in the network.</param>
    /// <param name="samples">The number of samples.</param>
    public int? For(Block block, int place, int samples)
    {
        string[] parts = Text.Split(' ');
        if (parts[0] != $"{samples}:" || place + 1 >= parts.Length)
        {
            return null;
        }

        string shape = $"{block.From.Dimension}-{block.To.Dimension}-";
        string recorded = parts[place + 1];
        return recorded.StartsWith(shape, StringComparison.Ordinal)
            ? int.Parse(recorded[shape.Length..], CultureInfo.InvariantCulture)
            : null;
    }
}
