namespace KoopmanAssert;

/// <summary>
/// The weight of each input feature in each output: the entries of the product K_m … K_1 of the block operators (paper, III.D).
/// </summary>
public sealed class FeatureWeights
{
    internal FeatureWeights(int outputs, int inputs, double[] columnMajor, double[] scaled)
    {
        Outputs = outputs;
        Inputs = inputs;
        ColumnMajor = columnMajor;
        Scaled = scaled;
    }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The number of input features.</summary>
    public int Inputs { get; }

    /// <summary>
    /// The shape of one sample if the network has a single input, to draw its features as a picture; else one axis of all features.
    /// </summary>
    public IReadOnlyList<long> InputShape { get; init; } = [];

    /// <summary>Whether each feature is a token: an index into a table, whose neighbours are no similar values.</summary>
    internal bool AreTokens { get; init; }

    /// <summary>The weight of input feature <paramref name="input"/> in output <paramref name="output"/>, both from 0.</summary>
    public double this[int output, int input] => ColumnMajor[Index(output, input)];

    /// <summary>
    /// The weight in a unit that lets you compare features: how far output <paramref name="output"/> moves when input feature
    /// <paramref name="input"/> changes by one standard deviation of the samples, by operators of ridge regression.
    /// </summary>
    /// <remarks>
    /// A feature that hardly varies has hardly any evidence, so the fit may give it any weight; the ridge, the one of
    /// <see cref="FigureKind.OperatorGain"/>, and the unit both keep that weight small.
    /// </remarks>
    /// <param name="output">The output, from 0.</param>
    /// <param name="input">The input feature, from 0.</param>
    /// <returns>The weight in the unit of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output or input.</exception>
    public double InDeviations(int output, int input) => Scaled[Index(output, input)];

    /// <summary>All weights, those of an input feature one after the other.</summary>
    internal double[] ColumnMajor { get; }

    /// <summary>The weights in units of the inputs' standard deviations, in the same order.</summary>
    internal double[] Scaled { get; }

    private int Index(int output, int input) =>
        output >= 0 && output < Outputs && input >= 0 && input < Inputs ? (input * Outputs) + output
            : throw new ArgumentOutOfRangeException(nameof(output), $"There are {Outputs} outputs and {Inputs} inputs.");
}
