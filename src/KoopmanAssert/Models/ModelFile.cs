using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>What the file of a model holds.</summary>
/// <param name="Proto">The model, as the parser reads it.</param>
/// <param name="Hash">The SHA-256 of the file.</param>
/// <param name="Weights">Where its large weights are; null for a model that comes from no file.</param>
internal sealed record ModelFile(ModelProto Proto, byte[] Hash, WeightMemory? Weights);
