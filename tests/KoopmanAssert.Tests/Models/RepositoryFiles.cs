using System.Runtime.CompilerServices;

namespace KoopmanAssert;

/// <summary>The models, samples and figures that are checked in.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Fc { get; } = Data("fc.onnx");

    public static string MiniResNet { get; } = Data("miniresnet.onnx");

    public static string RowLstm { get; } = Data("rowlstm.onnx");

    public static string LeNet { get; } = Path.Combine(Root, "examples", "lenet5-mnist", "lenet5.onnx");

    /// <summary>LeNet-5 retrained with a layer frozen: the same architecture with other weights.</summary>
    public static string LeNetFrozenLayer { get; } = Path.Combine(Root, "examples", "lenet5-mnist", "lenet5-frozen-layer.onnx");

    /// <summary>1,000 rows of 81 pixels.</summary>
    public static string SmallDigits { get; } = Data("mnist-9x9.npy");

    /// <summary>400 rows of 1 × 28 × 28 pixels.</summary>
    public static string Digits { get; } = Path.Combine(Root, "examples", "lenet5-mnist", "mnist.npy");

    public static string Data(string name) => Path.Combine(Root, "tests", "Data", name);

    private static string FindRoot([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
