using MathNet.Numerics.Distributions;

namespace KoopmanAssert.Core.Drift;

/// <summary>Judges the figures of a model by those of the accepted model and its accepted retrains.</summary>
/// <remarks>
/// Each figure has a moderated t (Smyth 2004): its variance is that of the accepted models, combined with a prior variance that counts as
/// <see cref="PriorWeight"/> further models. The t is converted to a normal z (Wallace 1959). The score is the mean of the three largest
/// |z|: what moves a block moves its weights, its operator and its outputs, so at least three figures move together.
/// </remarks>
internal sealed class RetrainScore
{
    /// <summary>The number of accepted models that the prior counts for.</summary>
    public const double PriorWeight = 4;

    /// <summary>The number of figures that move together.</summary>
    public const int Together = 3;

    private readonly double[][] _accepted;
    private readonly double[] _priors;
    private readonly double[] _weights;
    private readonly double _count;

    /// <summary>Learns from the accepted models.</summary>
    /// <param name="accepted">The figures of the accepted model and of each accepted retrain, all in the same order; not a number where a
    /// retrain lacks one that at least one model has.</param>
    /// <param name="priors">The prior standard deviation of each figure.</param>
    /// <param name="falseAlarms">The rate α of legitimate retrains that may be flagged.</param>
    public RetrainScore(double[][] accepted, double[] priors, double falseAlarms)
    {
        _accepted = accepted;
        _priors = priors;
        _weights = Independence(accepted, priors);
        _count = _weights.Sum();
        Threshold = ThresholdOf((double)priors.Length / Together, falseAlarms);
    }

    /// <summary>The limit of the score, and of the |z| of a figure.</summary>
    public double Threshold { get; }

    /// <summary>The number of independent models among the accepted: models that hardly differ count as one.</summary>
    public double Independent => _count;

    /// <summary>Φ⁻¹(1 − α/2n): the |z| that any of n independent figures exceeds at a rate of at most α (Bonferroni).</summary>
    public static double ThresholdOf(double figures, double falseAlarms)
        => Normal.InvCDF(0, 1, 1 - (falseAlarms / (2 * Math.Max(1, figures))));

    /// <summary>The mean of the three largest |z|.</summary>
    public static double Combine(IEnumerable<double> z) => z.Select(Math.Abs).OrderDescending().Take(Together).Average();

    /// <summary>The mean of a figure over the accepted models.</summary>
    public double Mean(int figure) => Sum(figure, value => value) / Count(figure);

    /// <summary>The z of a figure's value.</summary>
    public double Z(int figure, double value)
    {
        double t = (value - Mean(figure)) / Deviation(figure), v = Freedom(figure);
        return Math.Sign(t) * Wallace(v) * Math.Sqrt(v * Math.Log(1 + (t * t / v)));
    }

    /// <summary>How far a figure may lie from its mean before its |z| exceeds the threshold.</summary>
    public double Allowed(int figure)
    {
        double v = Freedom(figure), z = Threshold / Wallace(v);
        return Deviation(figure) * Math.Sqrt(v * (Math.Exp(z * z / v) - 1));
    }

    /// <summary>The standard deviation of a figure over the accepted models, combined with its prior.</summary>
    public double Spread(int figure)
    {
        double mean = Mean(figure), prior = PriorWeight * _priors[figure] * _priors[figure];
        return Math.Sqrt((prior + Sum(figure, value => (value - mean) * (value - mean))) / Freedom(figure));
    }

    // The standard deviation of a new model from the mean of the accepted models.
    private double Deviation(int figure) => Spread(figure) * Math.Sqrt(1 + (1 / Count(figure)));

    private double Freedom(int figure) => Count(figure) - 1 + PriorWeight;

    private double Count(int figure) => Sum(figure, _ => 1);

    // Over the models that have the figure, each by its weight.
    private double Sum(int figure, Func<double, double> term)
    {
        double sum = 0;
        for (int i = 0; i < _accepted.Length; i++)
        {
            double value = _accepted[i][figure];
            sum += double.IsNaN(value) ? 0 : _weights[i] * term(value);
        }

        return sum;
    }

    private static double Wallace(double freedom) => ((8 * freedom) + 1) / ((8 * freedom) + 3);

    // Fine-tunes of one model are not independent retrains: a model counts less the closer it lies to others, within one prior deviation.
    private static double[] Independence(double[][] accepted, double[] priors) =>
        [.. accepted.Select(one => 1 / accepted.Sum(other => Math.Max(0, 1 - Distance(one, other, priors))))];

    private static double Distance(double[] a, double[] b, double[] priors)
    {
        double sum = 0;
        int common = 0;
        for (int i = 0; i < priors.Length; i++)
        {
            double difference = (a[i] - b[i]) / priors[i];
            (sum, common) = double.IsNaN(difference) ? (sum, common) : (sum + (difference * difference), common + 1);
        }

        return Math.Sqrt(sum / common);
    }
}
