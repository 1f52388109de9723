using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The C# of the package's README as it is compiled; a test of KoopmanAssert.FluentAssertions compares the two.</summary>
internal abstract class ReadmeSamples
{
    public static void A_file()
    {
        Samples samples = ParquetSamples.Read("samples/flats.parquet", "models/flats.onnx");
        CreditReport credits = CreditAnalysis.Run("models/flats.onnx", samples);
        Assert.That(credits, Credits.MatchBaseline("flats.memory.json"));
    }

    public static Samples Some_columns()
    {
        Samples chosen = ParquetSamples.Read("samples/flats.parquet", "models/flats.onnx", ["area", "rooms", "age"]);
        return chosen;
    }
}
