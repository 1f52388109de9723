namespace BuildGate;

/// <summary>The network that this library ships.</summary>
public static class DigitModel
{
    /// <summary>Where it lies, for whoever runs it.</summary>
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "models", "lenet5.onnx");
}
