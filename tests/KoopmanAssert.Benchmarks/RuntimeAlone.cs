using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>
/// ONNX Runtime on a model and images without anything of the product, so that no change to the product moves what it is compared with.
/// </summary>
internal static class RuntimeAlone
{
    private const int Preamble = 10; // of a .npy file: magic, version, length of the header

    /// <summary>
    /// Runs all images with the settings of an analysis: no graph optimisation, a thread per processor, each with its own batch; the
    /// outputs are discarded.
    /// </summary>
    /// <param name="model">A model with one input of float32.</param>
    /// <param name="images">A .npy file of float32 in C order, one image a row.</param>
    /// <param name="count">The number of images to run.</param>
    /// <param name="size">The number of images in a batch, which divides <paramref name="count"/>.</param>
    public static void Run(string model, string images, int count, int size)
    {
        using InferenceSession session = Open(model);
        using var run = new RunOptions();
        Feed(session, images, count, size, (input, fed) => session.Run(run, [input], [fed], session.OutputNames).Dispose());
    }

    /// <summary>A session with the settings of an analysis.</summary>
    public static InferenceSession Open(string model)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
        };
        return new InferenceSession(model, options);
    }

    /// <summary>Calls an action for each batch with the name of the input and its tensor, on a thread per processor.</summary>
    public static void Feed(InferenceSession session, string images, int count, int size, Action<string, OrtValue> batch)
    {
        (string name, NodeMetadata type) = session.InputMetadata.Single();
        long[] shape = ShapeOf(type, size);
        int values = (int)shape.Aggregate((a, b) => a * b);
        float[] pixels = Read(images, checked(count / size * values));
        Parallel.For(0, count / size, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, b =>
        {
            using var fed = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels.AsMemory(b * values, values), shape);
            batch(name, fed);
        });
    }

    /// <summary>The shape of a tensor for a batch.</summary>
    public static long[] ShapeOf(NodeMetadata type, int size) => [size, .. type.Dimensions.Skip(1).Select(length => (long)length)];

    private static float[] Read(string images, int count)
    {
        using FileStream file = File.OpenRead(images);
        byte[] preamble = new byte[Preamble];
        file.ReadExactly(preamble);
        file.Position += BinaryPrimitives.ReadUInt16LittleEndian(preamble.AsSpan(Preamble - 2));
        float[] pixels = GC.AllocateUninitializedArray<float>(count);
        file.ReadExactly(MemoryMarshal.AsBytes(pixels.AsSpan()));
        return pixels;
    }
}
