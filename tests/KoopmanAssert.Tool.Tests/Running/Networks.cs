using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Tool;

/// <summary>Real networks with something changed, as a retraining, a bad export or an attacker would.</summary>
internal static class Networks
{
    /// <summary>Reads a model to change it.</summary>
    public static ModelProto Read(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));

    /// <summary>All weights multiplied by 1 + size·u, u uniform in [−1, 1]: a short fine-tuning.</summary>
    public static ModelProto Nudged(string path, double size, int seed)
    {
        var random = new Random(seed);
        ModelProto model = Read(path);
        foreach (TensorProto weight in model.Graph.Initializer.Where(IsFloat))
        {
            Change(weight, value => (float)(value * (1 + (size * ((2 * random.NextDouble()) - 1)))));
        }

        return model;
    }

    /// <summary>The last layer, which is linear, twice as large, so that its operator is too.</summary>
    public static ModelProto LastLayerDoubled(string path)
    {
        ModelProto model = Read(path);
        NodeProto last = model.Graph.Node.Last(n => n.OpType == "Gemm");
        foreach (TensorProto weight in model.Graph.Initializer.Where(w => last.Input.Contains(w.Name)))
        {
            Change(weight, value => 2 * value);
        }

        return model;
    }

    /// <summary>The last layer with its units in the other order: every block does what it did, and the classes change places.</summary>
    public static ModelProto ClassesTurnedRound(string path)
    {
        ModelProto model = Read(path);
        NodeProto last = model.Graph.Node.Last(n => n.OpType == "Gemm");
        foreach (TensorProto weight in model.Graph.Initializer.Where(w => last.Input.Contains(w.Name)))
        {
            byte[][] units = [.. weight.RawData.ToByteArray().Chunk(weight.RawData.Length / (int)weight.Dims[0])];
            weight.RawData = ByteString.CopyFrom([.. units.Reverse().SelectMany(unit => unit)]);
        }

        return model;
    }

    /// <summary>The last layer with all units equal to its first: its operator has rank 1.</summary>
    public static ModelProto LastLayerOfOneUnit(string path)
    {
        ModelProto model = Read(path);
        NodeProto last = model.Graph.Node.Last(n => n.OpType == "Gemm");
        foreach (TensorProto weight in model.Graph.Initializer.Where(w => last.Input.Contains(w.Name)))
        {
            byte[] first = weight.RawData.ToByteArray()[..(weight.RawData.Length / (int)weight.Dims[0])];
            weight.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(first, (int)weight.Dims[0]).SelectMany(unit => unit)]);
        }

        return model;
    }

    /// <summary>The fully connected network with its first weight kept in another file, of which the model says where and how.</summary>
    public static ModelProto WithExternalWeight(out byte[] data, params (string Key, string Value)[] entries)
    {
        ModelProto model = Read(RealFiles.Fc);
        TensorProto weight = model.Graph.Initializer.First(IsFloat);
        data = weight.RawData.ToByteArray();
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.AddRange(entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        return model;
    }

    private static bool IsFloat(TensorProto tensor)
        => tensor.DataType == (int)TensorProto.Types.DataType.Float && tensor.RawData.Length > 0;

    private static void Change(TensorProto weight, Func<float, float> change)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
        weight.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, v => change(v))));
    }
}
