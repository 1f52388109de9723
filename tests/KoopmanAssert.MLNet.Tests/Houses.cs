using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Calibrated = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace KoopmanAssert;

/// <summary>Made-up flats, a pipeline that tells dear from cheap ones, and its export in memory.</summary>
internal static class Houses
{
    /// <summary>The output that a check ends at.</summary>
    public const string Score = "Score";

    private static readonly MLContext Context = new(seed: 1);

    /// <summary>A flat as a row of a data view: also with what no model needs.</summary>
    public sealed class Flat
    {
        public float Area { get; set; }

        public float Rooms { get; set; }

        public float Age { get; set; }

        [VectorType(3)]
        public float[] Place { get; set; } = [];

        public string Street { get; set; } = "";

        public bool Label { get; set; }
    }

    /// <summary>Flats whose price follows from their area, age and place, with some noise.</summary>
    public static IDataView Flats(int count, int seed) => Context.Data.LoadFromEnumerable(Make(count, seed));

    /// <summary>Trains a pipeline on flats; with <paramref name="areaInFeet"/>, on areas in another unit.</summary>
    public static byte[] Train(int seed, bool areaInFeet = false, params string[] outputs)
    {
        Flat[] flats = Make(2000, seed);
        if (areaInFeet)
        {
            Array.ForEach(flats, f => f.Area *= 10.764f);
        }

        IDataView data = Context.Data.LoadFromEnumerable(flats);
        using var stream = new MemoryStream();
        if (outputs.Length > 0)
        {
            Context.Model.ConvertToOnnx(Pipeline().Fit(data), data, stream, outputs);
        }
        else
        {
            Context.Model.ConvertToOnnx(Pipeline().Fit(data), data, stream); // all columns
        }

        return stream.ToArray();
    }

    private static EstimatorChain<BinaryPredictionTransformer<Calibrated>> Pipeline() =>
        Context.Transforms.Concatenate("Features", "Area", "Rooms", "Age", "Place")
            .Append(Context.Transforms.NormalizeMeanVariance("Features"))
            .Append(Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }));

    private static Flat[] Make(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                float area = 30 + (90 * random.NextSingle()), age = 100 * random.NextSingle();
                float[] place = [random.NextSingle(), random.NextSingle(), random.NextSingle()];
                return new Flat
                {
                    Area = area,
                    Rooms = MathF.Round((area / 25) + random.NextSingle()),
                    Age = age,
                    Place = place,
                    Street = $"Street {random.Next(9)}",
                    Label = (area / 60) - (age / 100) + place[0] + (0.5f * (random.NextSingle() - 0.5f)) > 1.2f,
                };
            }),
        ];
    }
}
