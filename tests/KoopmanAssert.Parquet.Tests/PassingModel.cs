using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>A model that passes each of its inputs on, so that it needs samples for all of them.</summary>
internal static class PassingModel
{
    public static Model Of(params string[] inputs)
    {
        var graph = new GraphProto { Name = "passing" };
        foreach (string input in inputs)
        {
            var node = new NodeProto { OpType = "Identity", Name = $"/{input}" };
            node.Input.Add(input);
            node.Output.Add($"{input}.out");
            graph.Input.Add(Tensor(input));
            graph.Node.Add(node);
            graph.Output.Add(Tensor($"{input}.out"));
        }

        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        return Model.FromBytes(model.ToByteArray());
    }

    private static ValueInfoProto Tensor(string name) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
    };
}
