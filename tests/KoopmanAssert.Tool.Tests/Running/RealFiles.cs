using System.Runtime.CompilerServices;

namespace KoopmanAssert.Tool;

/// <summary>The trained networks and the samples that are checked in.</summary>
internal static class RealFiles
{
    private static readonly string Root = FindRoot();

    public static string Lenet5 { get; } = Example("lenet5.onnx");

    /// <summary>The same network, retrained with its second convolution left at its first random weights.</summary>
    public static string Lenet5FrozenLayer { get; } = Example("lenet5-frozen-layer.onnx");

    public static string Lenet5Baseline { get; } = Example("lenet5.credits.json");

    /// <summary>400 images of 1 × 28 × 28.</summary>
    public static string Mnist { get; } = Example("mnist.npy");

    public static string Fc { get; } = Data("fc.onnx");

    public static string MiniResnet { get; } = Data("miniresnet.onnx");

    public static string RowLstm { get; } = Data("rowlstm.onnx");

    /// <summary>400 images of 81 pixels.</summary>
    public static string Mnist9X9 { get; } = Data("mnist-9x9.npy");

    private static string Example(string name) => Path.Combine(Root, "examples", "lenet5-mnist", name);

    private static string Data(string name) => Path.Combine(Root, "tests", "Data", name);

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", "..", ".."));
}
