using Microsoft.ML;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The C# of the package's README as it is compiled; a test of KoopmanAssert.FluentAssertions compares the two.</summary>
internal abstract class ReadmeSamples
{
    public static void A_pipeline(MLContext context, IEstimator<ITransformer> pipeline, IDataView training, IDataView fixedRows)
    {
        using var stream = new MemoryStream();
        context.Model.ConvertToOnnx(pipeline.Fit(training), training, stream, "Score");   // Microsoft.ML.OnnxConverter
        byte[] model = stream.ToArray();

        var samples = fixedRows.ToSamples(model);
        CreditReport credits = CreditAnalysis.Run(model, samples);
        Assert.That(credits, Credits.MatchBaseline("flats.memory.json"));
    }

    public static void A_baseline(byte[] model, Samples samples, byte[] retrain2, byte[] retrain3)
    {
        var measured = new AnalysisOptions { MeasureNoise = true };
        CreditBaseline.Create(CreditAnalysis.Run(model, samples, options: measured), "flats.memory.json")
            .Accept([CreditAnalysis.Run(retrain2, samples), CreditAnalysis.Run(retrain3, samples)])
            .Save();
    }
}
