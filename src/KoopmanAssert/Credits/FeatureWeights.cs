namespace KoopmanAssert;

/// <summary>
/// The weight of each input feature in each output: the entries of the product K_m … K_1 of the block operators (paper, III.D).
/// </summary>
public sealed class FeatureWeights
{
    internal FeatureWeights(int outputs, int inputs, double[] columnMajor)
    {
        Outputs = outputs;
        Inputs = inputs;
        ColumnMajor = columnMajor;
    }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The number of input features.</summary>
    public int Inputs { get; }

    /// <summary>
    /// The shape of one sample if the network has a single input, to draw its features as a picture; else one axis of all features.
    /// </summary>
    public IReadOnlyList<long> InputShape { get; init; } = [];

    /// <summary>The weight of input feature <paramref name="input"/> in output <paramref name="output"/>, both from 0.</summary>
    public double this[int output, int input] =>
        output >= 0 && output < Outputs && input >= 0 && input < Inputs ? ColumnMajor[(input * Outputs) + output]
            : throw new ArgumentOutOfRangeException(nameof(output), $"There are {Outputs} outputs and {Inputs} inputs.");

    /// <summary>All weights, those of an input feature one after the other.</summary>
    internal double[] ColumnMajor { get; }
}
