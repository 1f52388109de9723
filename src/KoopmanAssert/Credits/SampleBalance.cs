using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// Finds samples in which one row, one column or the scale of the columns decides the effective rank of the input, and so every figure:
/// the credits then see little of what the model does.
/// </summary>
internal sealed class SampleBalance(IReadOnlyList<BoundInput> inputs, AnalysisSettings settings)
{
    // Below a half of the variance, to leave a row or column out moves the threshold of the rank by less than the square root of two.
    private const double Half = 0.5;

    // A rank that doubles is one that was decided by what was changed.
    private const int Doubled = 2;

    private readonly IReadOnlyList<SampleArray> _arrays = [.. inputs.Select(input => input.Array)];

    /// <summary>What a reader should know, each as a phrase; empty for balanced samples.</summary>
    /// <param name="rank">The effective rank of the inputs of the first block.</param>
    public IReadOnlyList<string> Find(int rank)
    {
        var samples = new InputSnapshots(_arrays);
        bool isTable = _arrays.All(a => a.Shape.Count <= 2);
        bool couldDouble = rank > 0 && Doubled * rank <= Math.Min(samples.Count - 1, samples.Dimension);
        if (samples.Count < 3 || !(isTable || couldDouble))
        {
            return [];
        }

        var scales = FeatureScales.Compute(samples);
        List<string> notes = [.. isTable ? Constant(samples, scales) : []];
        if (couldDouble && Decided(samples, scales) is { } decided)
        {
            notes.Insert(0, decided);
        }

        return notes;
    }

    private string? Decided(InputSnapshots samples, FeatureScales scales)
    {
        double[] factors = settings.Standardise ? scales.Standardising : [.. scales.Means.Select(_ => 1.0)];
        double[] variances = [.. scales.Deviations.Zip(factors, (deviation, factor) => deviation * factor * deviation * factor)];
        double total = variances.Sum();
        var view = new ScaledSnapshots(samples, factors);
        int rank = Rank(view);
        return OneSample(view, scales, factors, total, rank) ?? OneColumn(samples, factors, variances, total, rank)
            ?? Scale(samples, scales, factors, rank);
    }

    private string? OneSample(Snapshots view, FeatureScales scales, double[] factors, double total, int rank)
    {
        double[] row = new double[view.Dimension];
        double largest = 0;
        int place = 0;
        for (int j = 0; j < view.Count; j++)
        {
            view.Read(j, 0, row);
            double square = row.Select((value, i) => value - (factors[i] * scales.Means[i])).Sum(apart => apart * apart);
            (largest, place) = square > largest ? (square, j) : (largest, place);
        }

        double share = largest / (total * view.Count);
        if (share <= Half)
        {
            return null;
        }

        int others = Rank(new SelectedSnapshots([view], [.. Enumerable.Range(0, view.Count).Where(j => j != place)]));
        return others >= Doubled * rank
            ? $"one sample, row {place} (counted from 0), holds {Percent(share)} of the variance and decides the effective rank of the "
                + $"input, which is {rank}, and {others} without it: remove the sample or correct it"
            : null;
    }

    private string? OneColumn(InputSnapshots samples, double[] factors, double[] variances, double total, int rank)
    {
        int place = Array.IndexOf(variances, variances.Max());
        if (variances[place] <= Half * total)
        {
            return null;
        }

        double[] without = [.. factors];
        without[place] = 0;
        int others = Rank(new ScaledSnapshots(samples, without));
        return others >= Doubled * rank
            ? $"one column, {Name(place)}, holds {Percent(variances[place] / total)} of the variance and decides the effective rank of the "
                + $"input, which is {rank}, and {others} without it: {Way}"
            : null;
    }

    private string? Scale(InputSnapshots samples, FeatureScales scales, double[] factors, int rank)
    {
        double[] deviations = [.. scales.Deviations.Zip(factors, (deviation, factor) => deviation * factor).Where(d => d > 0)];
        double largest = deviations.Max();

        // A column adds one to the rank at most, so as many as double it have to be lost below the threshold.
        if (deviations.Count(d => d < settings.RankTolerance * largest) < rank)
        {
            return null;
        }

        int standardised = Rank(new ScaledSnapshots(samples, scales.Standardising));
        return standardised >= Doubled * rank
            ? $"the columns differ in scale by up to {PlainText.Small(largest / deviations.Min())} times, which decides the effective rank "
                + $"of the input: {rank}, and {standardised} with columns of equal scale: {Way}"
            : null;
    }

    private const string Way = "use --standardise true, which scales them for the analysis only";

    /// <summary>
    /// Columns of a table that are the same in all samples. The background of flattened images and categories that do not occur are
    /// several columns with the least or the greatest value of all; these are as they should be.
    /// </summary>
    private IEnumerable<string> Constant(InputSnapshots samples, FeatureScales scales)
    {
        double[] first = new double[samples.Dimension];
        samples.Read(0, 0, first);
        int[] constant = [.. Enumerable.Range(0, first.Length).Where(i => scales.Deviations[i] == 0)];
        if (constant.Length == 0)
        {
            yield break;
        }

        (double least, double most) = Range(samples);
        int[] noted = [.. constant.GroupBy(i => first[i]).Where(same => same.Count() == 1 || (same.Key != least && same.Key != most))
            .SelectMany(same => same).Order()];
        if (noted.Length > 0)
        {
            string names = string.Join(", ", noted.Take(3).Select(Name)) + (noted.Length > 3 ? $" and {noted.Length - 3} more" : "");
            yield return noted.Length == 1
                ? $"column {names} has the same value in all samples: what the model does with it is not checked"
                : $"columns {names} have the same values in all samples: what the model does with them is not checked";
        }
    }

    private static (double Least, double Most) Range(InputSnapshots samples)
    {
        double[] row = new double[samples.Dimension];
        double least = double.MaxValue, most = double.MinValue;
        for (int j = 0; j < samples.Count; j++)
        {
            samples.Read(j, 0, row);
            (least, most) = (Math.Min(least, row.Min()), Math.Max(most, row.Max()));
        }

        return (least, most);
    }

    private int Rank(Snapshots snapshots)
    {
        var factor = GramFactor.Compute(SnapshotSums.Compute(snapshots, Observable.Affine, KoopmanRoute.Gram).Centred);
        return factor.IsFinite ? settings.Rule.RankOf(factor.SingularValues, snapshots.Dimension, snapshots.Count) : 0;
    }

    private string Name(int column)
    {
        foreach (SampleArray array in _arrays)
        {
            int width = (int)array.Shape.Skip(1).Aggregate(1L, (product, axis) => product * axis);
            if (column < width)
            {
                string place = array.Shape.Count > 2 ? $"feature {column}" : $"{column}";
                return array.Name.Length == 0 || _arrays.Count == 1 ? $"{place} (counted from 0)"
                    : width == 1 ? $"'{SampleFile.Printable(array.Name)}'"
                    : $"{place} of '{SampleFile.Printable(array.Name)}' (counted from 0)";
            }

            column -= width;
        }

        throw new ArgumentOutOfRangeException(nameof(column));
    }

    private static string Percent(double share) => $"{PlainText.Number(100 * share, 1)} %";
}
