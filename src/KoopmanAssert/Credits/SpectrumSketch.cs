namespace KoopmanAssert.Core.Credits;

/// <summary>
/// A spectrum in some tens of numbers: the sum of the logarithms of its largest singular values, at any number of them. A baseline keeps
/// it of each model, so that a leading credit can be computed again when another model pins how many singular values count.
/// </summary>
/// <remarks>
/// The fall of a singular value is ln(σ₁/σ_j), at most ln(1/<paramref name="Smallest"/>). Falls are averaged over runs of directions, four
/// runs per octave (1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, …), and taken as linear within a run: the log-spectra of trained blocks bend so
/// slowly that this misses less than a tenth of what retraining moves. The runs beyond the last are at the largest fall.
/// </remarks>
/// <param name="Counted">The number of singular values whose sum is known exactly.</param>
/// <param name="Sum">That sum, Σ_{j≤counted} ln σ_j, in nats.</param>
/// <param name="Falls">The mean fall of each run, in units of the largest fall over 65535.</param>
/// <param name="Smallest">The fraction of the largest singular value below which the others do not count.</param>
internal sealed record SpectrumSketch(int Counted, double Sum, IReadOnlyList<ushort> Falls, double Smallest)
{
    /// <summary>Sketches a spectrum.</summary>
    /// <param name="values">The singular values in descending order.</param>
    /// <param name="smallest">The fraction of the largest below which they do not count.</param>
    /// <param name="counted">How many of them the exact sum counts.</param>
    /// <param name="sum">The exact sum in nats.</param>
    /// <param name="most">How many of them any sum may count.</param>
    public static SpectrumSketch Create(IReadOnlyList<double> values, double smallest, int counted, double sum, int most)
    {
        double largest = Math.Log(1 / smallest);
        double FallOf(int j) => j < values.Count && values[j] > smallest * values[0] ? Math.Log(values[0] / values[j]) : largest;
        var falls = new List<ushort>();
        int end = most + RunAt(most); // one run more, for the slope in the last
        for (int start = 0; start < end; start += RunAt(start))
        {
            double mean = Enumerable.Range(start, RunAt(start)).Average(FallOf);
            falls.Add((ushort)Math.Round(mean / largest * ushort.MaxValue));
        }

        while (falls.Count > 0 && falls[^1] == ushort.MaxValue)
        {
            falls.RemoveAt(falls.Count - 1);
        }

        return new SpectrumSketch(counted, sum, falls, smallest);
    }

    /// <summary>Σ_{j≤count} ln σ_j in nats: exact at <see cref="Counted"/>, elsewhere an estimate.</summary>
    public double SumAt(int count)
    {
        double top = (Sum + FallsUpTo(Counted)) / Counted; // ln σ₁
        return count == Counted ? Sum : (count * top) - FallsUpTo(count);
    }

    /// <summary>The singular values, descending, as far as the sketch reaches: estimates, which are exact in the first eight runs.</summary>
    public IReadOnlyList<double> Values()
    {
        // The last run is only there for the slope of the one before; it has no slope of its own.
        int known = 0;
        for (int run = 0; run < Math.Max(1, Falls.Count - 1); run++)
        {
            known += RunAt(known);
        }

        double[] sums = [.. Enumerable.Range(0, known + 1).Select(SumAt)];
        return [.. sums.Skip(1).Zip(sums, (sum, before) => Math.Exp(sum - before)).OrderDescending()]; // slopes need not meet
    }

    // Equal if all numbers are; the synthesised equality of a record compares lists by reference.
    public bool Equals(SpectrumSketch? other) =>
        other is not null && (Counted, Sum, Smallest) == (other.Counted, other.Sum, other.Smallest) && Falls.SequenceEqual(other.Falls);

    public override int GetHashCode() => HashCode.Combine(Counted, Sum, Falls.Count);

    private double FallsUpTo(int count)
    {
        double sum = 0;
        for (int run = 0, start = 0; start < count; start += RunAt(start), run++)
        {
            int length = RunAt(start), taken = Math.Min(length, count - start);
            sum += (taken * Mean(run)) + (taken < length ? Slope(run, start) * taken * (taken - length) / 2 : 0);
        }

        return sum;
    }

    private double Mean(int run) => Math.Log(1 / Smallest) * (run < Falls.Count ? Falls[run] / (double)ushort.MaxValue : 1);

    // From the middle of the run before to the middle of the run after. Only a run of several directions is asked, which has one before.
    private double Slope(int run, int start) =>
        (Mean(run + 1) - Mean(run - 1)) / ((RunAt(start - 1) / 2.0) + RunAt(start) + (RunAt(start + RunAt(start)) / 2.0));

    // The length of the run that holds direction j, counted from 0.
    private static int RunAt(int j) => Math.Max(1, (1 << int.Log2(Math.Max(1, j))) / 4);
}
