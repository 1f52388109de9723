using System.Runtime.CompilerServices;

namespace KoopmanAssert;

/// <summary>The models and samples that are checked in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Fc { get; } = At("tests", "Data", "fc.onnx");

    /// <summary>1,000 rows of 81 pixels.</summary>
    public static string SmallDigits { get; } = At("tests", "Data", "mnist-9x9.npy");

    /// <summary>Honest retrains of <see cref="Fc"/>: four from other random weights and one trained an epoch longer.</summary>
    public static string[] FcRetrains { get; }
        = [.. new[] { "good-seed2", "good-seed3", "good-seed4", "good-seed5", "good-more21" }.Select(FcRetrain)];

    /// <summary>An honest retrain that none of the others was.</summary>
    public static string FcAnotherRetrain { get; } = FcRetrain("good-seed6");

    /// <summary><see cref="Fc"/> fine-tuned with 30 % of the labels random: as accurate as before.</summary>
    public static string FcRandomLabels { get; } = FcRetrain("bad-noise30-tune");

    public static string LeNet { get; } = At("examples", "lenet5-mnist", "lenet5.onnx");

    /// <summary>LeNet-5 retrained with its second convolution frozen.</summary>
    public static string LeNetFrozenLayer { get; } = At("examples", "lenet5-mnist", "lenet5-frozen-layer.onnx");

    public static string LeNetBaseline { get; } = At("examples", "lenet5-mnist", "lenet5.credits.json");

    /// <summary>400 rows of 1 × 28 × 28 pixels.</summary>
    public static string Digits { get; } = At("examples", "lenet5-mnist", "mnist.npy");

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FcRetrain(string name) => At("tests", "Data", "fc-retrains", $"{name}.onnx");

    private static string FindRoot([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
