using System.Collections.Concurrent;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>
/// What any analysis does besides <see cref="RuntimeAlone"/>: it keeps the activations at the cuts, since a Gram matrix takes those of all
/// samples. Batches write them to memory that holds the largest cut, and begin again with the part that has been written longest ago.
/// </summary>
internal sealed unsafe class KeptOutputs : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string[] _names;
    private readonly long[][] _shapes;
    private readonly long[] _bytes;
    private readonly void* _memory;
    private readonly nuint _size;
    private readonly ConcurrentQueue<nint> _parts = [];

    private KeptOutputs(InferenceSession session, int batch, long bytes)
    {
        _session = session;
        _names = [.. session.OutputNames];
        _shapes = [.. _names.Select(name => RuntimeAlone.ShapeOf(session.OutputMetadata[name], batch))];
        _bytes = [.. _shapes.Select(shape => sizeof(float) * shape.Aggregate((a, b) => a * b))];
        // A part for each thread at least.
        long part = _bytes.Sum(), parts = Math.Max(bytes / part, Environment.ProcessorCount);
        _size = (nuint)(parts * part);
        _memory = LargePages.AllocateNative(_size);
        for (long at = 0; at < parts; at++)
        {
            _parts.Enqueue((nint)_memory + (nint)(at * part));
        }
    }

    /// <summary>Runs all images.</summary>
    /// <param name="model">A model with one input of float32, and outputs of float32 at the cuts.</param>
    /// <param name="images">A .npy file of float32 in C order, one image a row.</param>
    /// <param name="count">The number of images to run.</param>
    /// <param name="size">The number of images in a batch, which divides <paramref name="count"/>.</param>
    /// <param name="bytes">The bytes of all images at the largest cut.</param>
    public static void Run(string model, string images, int count, int size, long bytes)
    {
        using InferenceSession session = RuntimeAlone.Open(model);
        using var outputs = new KeptOutputs(session, size, bytes);
        RuntimeAlone.Feed(session, images, count, size, outputs.Run);
    }

    public void Dispose() => LargePages.FreeNative(_memory, _size);

    private void Run(string input, OrtValue fed)
    {
        if (!_parts.TryDequeue(out nint start))
        {
            throw new InvalidOperationException("More batches run at a time than there are processors.");
        }

        nint at = start;
        var values = new OrtValue[_names.Length];
        for (int i = 0; i < values.Length; at += (nint)_bytes[i++])
        {
            values[i] = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, _shapes[i], at, _bytes[i]);
        }

        using var run = new RunOptions();
        _session.Run(run, [input], [fed], _names, values);
        Array.ForEach(values, value => value.Dispose());
        _parts.Enqueue(start);
    }
}
