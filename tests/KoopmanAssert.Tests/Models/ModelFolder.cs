using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>A folder of its own for the models and files of one test.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("models-");

    public string Path => _folder.FullName;

    /// <summary>A path in the folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a model and returns its path.</summary>
    public string Write(ModelProto model, string name = "model.onnx") => Write(model.ToByteArray(), name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(byte[] content, string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>Writes a model and reads it back.</summary>
    public OnnxModel Load(ModelProto model) => OnnxModel.Load(Write(model));

    /// <summary>Writes float32 samples, uniform in [−1, 1], of this shape.</summary>
    public string Samples(params int[] shape)
    {
        var random = new Random(shape.Length);
        float[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (2 * random.NextSingle()) - 1)];
        return Write(Tests.SampleFiles.Npy("<f4", $"({string.Join(", ", shape)},)", Tests.SampleFiles.Bytes(values)), "samples.npy");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
