using Microsoft.ML.OnnxRuntime;

/// <summary>
/// The attribution that deep-learning tools offer: the gradient of a class score with respect to the input, times the input.
/// </summary>
internal sealed class GradientTimesInput : IDisposable
{
    // The network is linear piece by piece: a central difference this small stays within a piece for almost every sample.
    private const float Step = 1e-3f;

    private readonly InferenceSession _session;

    public GradientTimesInput(string model) => _session = new InferenceSession(model);

    /// <summary>The mean over samples, one value an input feature.</summary>
    public double[] Mean(float[][] samples, int output)
    {
        int features = samples[0].Length;
        var sum = new double[features];
        foreach (float[] sample in samples)
        {
            float[] scores = Scores([.. Shifted(sample, Step), .. Shifted(sample, -Step)], features, output);
            for (int j = 0; j < features; j++)
            {
                sum[j] += (scores[j] - scores[features + j]) / (2 * Step) * sample[j] / samples.Length;
            }
        }

        return sum;
    }

    public void Dispose() => _session.Dispose();

    private static IEnumerable<float[]> Shifted(float[] sample, float by)
    {
        for (int j = 0; j < sample.Length; j++)
        {
            float[] shifted = [.. sample];
            shifted[j] += by;
            yield return shifted;
        }
    }

    private float[] Scores(float[][] rows, int features, int output)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows.SelectMany(r => r).ToArray(), [rows.Length, features]);
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(new RunOptions(), [_session.InputNames[0]], [input], [_session.OutputNames[0]]);
        ReadOnlySpan<float> scores = results[0].GetTensorDataAsSpan<float>();
        int classes = scores.Length / rows.Length;
        var column = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            column[i] = scores[(i * classes) + output];
        }

        return column;
    }
}
