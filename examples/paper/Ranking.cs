using KoopmanAssert;

/// <summary>The ranking of LeNet-5's layers and of its kernels, over several seeds and sample sizes.</summary>
internal static class Ranking
{
    public static void Print(string model, string samples, int repeats)
    {
        Report("regression", [.. new[] { 100, 200, 400 }.Select(n => Analyse(model, samples, AnalysisSettings.Regression with { MaxSamples = n }))]);
        foreach (int n in new[] { 5, 10 })
        {
            Report($"paper, {n} samples, {repeats} repeats",
                [.. Enumerable.Range(0, 3).Select(seed => Analyse(model, samples, AnalysisSettings.Paper with { MaxSamples = n, Repeats = repeats, Seed = seed }))]);
        }
    }

    private static CreditReport Analyse(string model, string samples, AnalysisSettings settings)
    {
        Console.Error.WriteLine($"{settings.Profile}, {settings.MaxSamples} samples, seed {settings.Seed}");
        return CreditAnalysis.Run(model, samples, settings, new AnalysisOptions { Details = CreditDetails.Kernels });
    }

    private static void Report(string title, CreditReport[] runs)
    {
        Console.WriteLine($"{title}: log-credit for each dimension, and the layers by it, largest first");
        foreach (CreditReport run in runs)
        {
            Console.WriteLine("  " + string.Join("  ", run.Blocks.Select(b => FormattableString.Invariant($"{b.Name} {b.LogCreditPerDimension:0.00}{(b.Unreliable is null ? "" : "?")}"))));
            Console.WriteLine("  " + string.Join(" > ", run.Blocks.OrderByDescending(b => b.LogCreditPerDimension ?? double.NegativeInfinity).Select(b => b.Name)));
        }

        foreach (string block in new[] { "conv1", "conv2" })
        {
            Console.WriteLine($"  kernels of {block}, largest first, in each run:");
            foreach (CreditReport run in runs)
            {
                Console.WriteLine("    " + string.Join(" ", run[block].Kernels.OrderByDescending(k => k.LogCredit / k.Rank ?? double.NegativeInfinity).Select(k => k.Index)));
            }
        }
    }
}
