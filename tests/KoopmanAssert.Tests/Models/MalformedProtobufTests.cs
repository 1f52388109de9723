using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A file that is nearly a model is accepted where ONNX Runtime itself accepts it, and refused where it refuses it.</summary>
[TestFixture]
internal sealed class MalformedProtobufTests
{
    private static readonly byte[] Fc = File.ReadAllBytes(RepositoryFiles.Fc);

    // Tags of the field 100: the end and the start of a group, a varint.
    private static readonly byte[] EndGroup = [0xA4, 0x06], StartGroup = [0xA3, 0x06], Varint = [0xA0, 0x06, 0x07];

    private static IEnumerable<TestCaseData> Files =>
    [
        Case("the model itself", Fc),
        Case("without an IR version", Changed(model => model.ClearIrVersion())),
        Case("IR version 0", Changed(model => model.IrVersion = 0)),
        Case("IR version 1000", Changed(model => model.IrVersion = 1000)),
        Case("without an opset", Changed(model => model.OpsetImport.Clear())),
        Case("a stray end of a group at the end", [.. Fc, .. EndGroup]),
        Case("a stray end of a group at the start", [.. EndGroup, .. Fc]),
        Case("a stray end of a group and rubbish", [.. Fc, .. EndGroup, 1, 2, 3]),
        Case("a start of a group at the end", [.. Fc, .. StartGroup]),
        Case("an empty group", [.. Fc, .. StartGroup, .. EndGroup]),
        Case("200 groups in each other", [.. Fc, .. Times(200, StartGroup), .. Times(200, EndGroup)]),
        Case("an unknown field", [.. Fc, .. Varint]),
        Case("a tag of zero at the end", [.. Fc, 0]),
        Case("a byte too few", Fc[..^1]),
        Case("an operator without outputs", Changed(model => model.Graph.Node.Add(new NodeProto { OpType = "Constant" }))),
        Case("a constant without outputs", Changed(model => model.Graph.Node.Add(Constant()))),
        Case("an If without a condition", Changed(model => model.Graph.Node.Add(new NodeProto { OpType = "If", Output = { "if" } }))),
        Case("a sparse weight without values", Changed(model => model.Graph.SparseInitializer.Add(new SparseTensorProto()))),
        Case("a layer after a recurrent one that reads what it writes", Recurrence()),
        Case("the model twice, which a protobuf merges", [.. Fc, .. Fc]),
    ];

    [TestCaseSource(nameof(Files))]
    public void It_is_taken_as_the_runtime_takes_it(byte[] file)
    {
        using var folder = new ModelFolder();
        string path = folder.Write(file, "model.onnx");

        KoopmanAssertException? failure = Thrown<KoopmanAssertException>(() => CreditAnalysis.Run(path, RepositoryFiles.SmallDigits));
        OnnxRuntimeException? native = Thrown<OnnxRuntimeException>(() => new InferenceSession(file).Dispose());

        (failure is null).Should().Be(native is null, "the runtime says {0}, and we say {1}", native?.Message, failure?.Message);
        (failure?.Code).Should().BeOneOf(null, DiagnosticCodes.ModelUnreadable, DiagnosticCodes.ModelRefused);
    }

    private static TestCaseData Case(string name, byte[] file) => new TestCaseData(file).SetArgDisplayNames(name);

    private static IEnumerable<byte> Times(int count, byte[] tag) => Enumerable.Repeat(tag, count).SelectMany(bytes => bytes);

    private static NodeProto Constant() => new()
    {
        OpType = "Constant",
        Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = new TensorProto() } },
    };

    // The operator that follows is looked for until a recurrent one is found.
    private static byte[] Recurrence() => Changed(model => model.Graph.Node.Add(
    [
        new NodeProto { OpType = "RNN", Input = { "input" }, Output = { "rnn" } },
        new NodeProto { OpType = "Squeeze", Input = { "rnn" }, Output = { "rnn" } },
    ]));

    private static byte[] Changed(Action<ModelProto> change)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Fc);
        change(model);
        return model.ToByteArray();
    }

    private static T? Thrown<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
            return null;
        }
        catch (T thrown)
        {
            return thrown;
        }
    }
}
