using KoopmanAssert;

/// <summary>
/// How far the weight map of each class looks like the class: its correlation with the mean digit, beside that of gradient × input.
/// </summary>
internal static class FeatureMaps
{
    private const int Count = 400;

    public static void Print(string model, string samples, string labels)
    {
        float[][] digits = Npy.Rows(samples, Count);
        int[] classes = Npy.Labels(labels, Count);
        FeatureWeights regression = Weights(model, samples, AnalysisSettings.Regression), paper = Weights(model, samples, AnalysisSettings.Paper);
        using var gradients = new GradientTimesInput(model);
        Console.WriteLine("class  in deviations  K (400 samples)  K (paper)  K x input  gradient x input   correlation with the mean digit");
        var sums = new double[5];
        for (int c = 0; c < 10; c++)
        {
            float[][] members = [.. digits.Where((_, i) => classes[i] == c)];
            double[] mean = Mean(members);
            double[] row = [.. Enumerable.Range(0, mean.Length).Select(j => regression[c, j])];
            double[] found =
            [
                Correlation([.. Enumerable.Range(0, mean.Length).Select(j => regression.InDeviations(c, j))], mean),
                Correlation(row, mean),
                Correlation([.. Enumerable.Range(0, mean.Length).Select(j => paper[c, j])], mean),
                Correlation([.. row.Zip(mean, (k, x) => k * x)], mean),
                Correlation(gradients.Mean(members, c), mean),
            ];
            Console.WriteLine(FormattableString.Invariant($"{c,5}  {Row(found)}"));
            sums = [.. sums.Zip(found, (a, b) => a + b)];
        }

        Console.WriteLine(FormattableString.Invariant($" mean  {Row([.. sums.Select(s => s / 10)])}"));
    }

    private static string Row(double[] found) => FormattableString.Invariant(
        $"{found[0],13:0.00}  {found[1],15:0.00}  {found[2],9:0.00}  {found[3],9:0.00}  {found[4],16:0.00}");

    private static FeatureWeights Weights(string model, string samples, AnalysisSettings settings) =>
        CreditAnalysis.Run(model, samples, settings, new AnalysisOptions { Details = CreditDetails.FeatureWeights }).FeatureWeights!;

    private static double[] Mean(float[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(j => rows.Average(r => r[j]))];

    private static double Correlation(double[] a, double[] b) => MathNet.Numerics.Statistics.Correlation.Pearson(a, b);
}
