namespace KoopmanAssert.Fuzz;

/// <summary>A small baseline with an accepted retrain, made without a model.</summary>
internal static class MadeUpBaseline
{
    /// <summary>The baseline.</summary>
    public static CreditBaseline Create(string path) => CreditBaseline.Create(Report(), path).Accept(Report(0.1, new string('3', 64)));

    /// <summary>The same with the file before an update in it.</summary>
    public static CreditBaseline Updated(string path)
    {
        CreditBaseline baseline = Create(path);
        var previous = Core.Baselines.PreviousGeneration.Packed(
            Convert.ToBase64String(Packed("{}\n@0")), () => Core.Baselines.BaselineWriter.RetrainLines(baseline), () => throw Unpacked());
        return baseline.With(baseline.Accepted, previous);
    }

    /// <summary>An analysis of its model, or of another that has moved a little.</summary>
    public static CreditReport Report(double moved = 0, string? hash = null) =>
        Fabricated.Report(Fabricated.Profiled("fc1", moved), Fabricated.Block("fc2", 6, 3, 2))
            .In(Fabricated.Classifier(moved, -2, 200, 200), hash);

    private static byte[] Packed(string text)
    {
        byte[] packed = new byte[1 << 10];
        return System.IO.Compression.BrotliEncoder.TryCompress(System.Text.Encoding.ASCII.GetBytes(text), packed, out int length)
            ? packed[..length] : throw Unpacked();
    }

    private static InvalidOperationException Unpacked() => new("The text is short.");
}
