using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Wire;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = KoopmanAssert.Tool.Wire.Tensor;

namespace KoopmanAssert.Tool;

/// <summary>The tensors of a network that can be cut, as a message.</summary>
internal static class TensorsMessage
{
    public static Tensors Of(IReadOnlyDictionary<string, CutTensor> found)
    {
        var message = new Tensors();
        foreach (CutTensor tensor in found.Values)
        {
            var one = new Tensor { Name = tensor.Name, Type = (int)tensor.Type };
            one.SampleShape.AddRange(tensor.SampleShape);
            message.Tensors_.Add(one);
        }

        return message;
    }

    public static IReadOnlyDictionary<string, CutTensor> Read(Tensors message) => message.Tensors_.ToDictionary(
        t => t.Name, t => new CutTensor(t.Name, (TensorElementType)t.Type, [.. t.SampleShape]), StringComparer.Ordinal);
}
