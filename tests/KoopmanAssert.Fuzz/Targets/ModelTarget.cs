using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>A model: all that is read of it before the native runtime is asked, which has fuzzers of its own.</summary>
internal sealed class ModelTarget : Target
{
    private const long Largest = 6_000;
    private readonly string _path;

    public ModelTarget(string folder)
        : base("model", folder)
    {
        _path = At("model.onnx");
        File.Copy(Repository.At(Zoo, "external-data.weights"), At("external-data.weights"));
    }

    private static string Zoo => Path.Combine("tests", "KoopmanAssert.Tests", "Zoo", "models");

    public override IEnumerable<byte[]> Good() =>
        Directory.GetFiles(Repository.At(Zoo), "*.onnx").Where(model => new FileInfo(model).Length <= Largest)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    protected override void Read(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        var model = OnnxModel.Load(_path);
        ModelGraph graph = UnusedInputs.LeaveOut(model, [], [], [], InputSpec.IsNumeric);
        foreach (TensorProto stored in StoredParameters.Find(graph, graph.Nodes))
        {
            _ = WeightTensor.Read(model, stored);
        }

        _ = ClassNames.Find(model, 10);
        _ = ModelInputs.Zeros(graph).HasFixedBatch;
    }

    protected override bool IsPromised(Exception refusal) => IsCoded(refusal, _path);
}
